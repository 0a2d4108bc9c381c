#include <algorithm>

#include <weir/config.hpp>

namespace weir {

const Value* Value::find(std::string_view key) const noexcept {
  const auto member = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  return member == members.end() ? nullptr : &member->value;
}

Value& Value::operator[](std::string_view key) {
  if (form == Form::null) form = Form::map;
  const auto member = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  if (member != members.end()) return member->value;
  return members.emplace_back(Member{std::string(key), {}, {}}).value;
}

}  // namespace weir
