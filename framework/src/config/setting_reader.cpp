#include "config/setting_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/listed.hpp"
#include "diagnostics/missing_space.hpp"
#include "diagnostics/nearest_name.hpp"

namespace weir::config {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::key_without_space;
using diagnostics::listed;
using diagnostics::missing_space_hint;
using diagnostics::nearest_name;
using diagnostics::unexpected;

namespace {

// An item that `read` cannot read becomes a setting with a position and no value.
template <class Read>
bool read_list(const Value& value, std::vector<Setting<std::string>>& target, const ErrorScope& errors, const Read& read) {
  if (!detail::expect_list(value, errors)) return false;
  for (const Value& item : value.items) {
    if (enough_errors(errors.list())) break;
    Setting<std::string> setting;
    setting.position = item.position;
    std::string text;
    if (read(item, text, errors)) setting.value = std::move(text);
    target.push_back(std::move(setting));
  }
  return true;
}

}  // namespace

const Value* SettingReader::find(const std::string& key) {
  known_.push_back(key);
  return map_->find(key);
}

void SettingReader::refuse_unknown_keys() {
  for (const Member& member : map_->members) {
    if (enough_errors(errors_.list())) return;
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    const std::string_view meant = key_without_space(member.key).value_or(member.key);
    if (const auto nearest = nearest_name(meant, known_)) misspelt_.emplace(*nearest, member.key_position);
    std::string mend = missing_space_hint(member.key);
    if (mend.empty()) mend = did_you_mean(member.key, known_);
    if (mend.empty()) mend = fmt::format("the keys here are {}", listed(known_, "and"));
    errors_.key(member.key).add(member.key_position, {"unknown", mend});
  }
}

Position SettingReader::misspelt(const std::string& key) const {
  const auto found = misspelt_.find(key);
  return found == misspelt_.end() ? Position() : found->second;
}

bool CountReader::operator()(const Value& value, Count& target, const ErrorScope& errors) const {
  if (value.form == Value::Form::scalar && value.text == "auto") {
    target = Count();
    return true;
  }
  ParamShape shape;
  shape.at_least = "1";
  shape.at_most = std::to_string(most);
  std::uint64_t count = 0;
  if (!detail::read_unsigned(value, count, std::numeric_limits<std::size_t>::max(), errors, shape, "a whole number or auto")) return false;
  target = Count(count);
  return true;
}

bool read_timespan(const Value& value, std::chrono::nanoseconds& target, const ErrorScope& errors) {
  ParamShape shape;
  shape.at_least = "1ns";
  return detail::read_duration(value, target, errors, shape);
}

bool read_memory(const Value& value, Size& target, const ErrorScope& errors) {
  ParamShape shape;
  shape.at_least = "1B";
  return detail::read_size(value, target, errors, shape);
}

bool read_name(const Value& value, std::string& target, const ErrorScope& errors) {
  if (value.form == Value::Form::scalar) {
    target = value.text;
    return true;
  }
  errors.add(value.position, unexpected("a name", value));
  return false;
}

bool read_names(const Value& value, std::vector<Setting<std::string>>& target, const ErrorScope& errors) {
  return read_list(value, target, errors, read_name);
}

bool read_paths(const Value& value, std::vector<Setting<std::string>>& target, const ErrorScope& errors) {
  return read_list(value, target, errors, [](const Value& item, std::string& text, const ErrorScope& wrong) {
    std::filesystem::path path;
    const bool read = detail::read_path(item, path, wrong);
    text = path.native();
    return read;
  });
}

}  // namespace weir::config
