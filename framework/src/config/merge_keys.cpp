#include "config/merge_keys.hpp"

#include <iterator>
#include <string>
#include <unordered_set>
#include <utility>

#include <weir/error_scope.hpp>

#include "diagnostics/found.hpp"

namespace weir::config {

using diagnostics::unexpected;

void merge_into(Value& map, std::size_t at, Value merged, std::vector<Diagnostic>& diagnostics) {
  std::unordered_set<std::string> taken;
  for (const Member& member : map.members) taken.insert(member.key);
  std::vector<Member> added;
  const auto take = [&](Value& from, const char* expected) {
    if (from.form != Value::Form::map) ErrorScope(diagnostics).key("<<").add(from.position, unexpected(expected, from));
    for (Member& member : from.members) {
      if (taken.insert(member.key).second) added.push_back(std::move(member));
    }
  };
  if (merged.form == Value::Form::list) {
    for (Value& item : merged.items) take(item, "a map");
  } else {
    take(merged, "a map such as *base, or a list of maps");
  }
  map.members.insert(map.members.begin() + static_cast<std::ptrdiff_t>(at), std::make_move_iterator(added.begin()),
                     std::make_move_iterator(added.end()));
}

}  // namespace weir::config
