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
#include "diagnostics/shown.hpp"

namespace weir::config {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::found;
using diagnostics::key_without_space;
using diagnostics::listed;
using diagnostics::missing_space_hint;
using diagnostics::nearest_name;
using diagnostics::shown;

namespace {

// An item that `read` cannot read is a place without a value.
template <class Read>
bool read_list(const Value& value, std::vector<Setting<std::string>>& target, std::vector<Diagnostic>& errors, const Read& read) {
  if (!detail::expect_list(value, errors)) return false;
  for (const Value& item : value.items) {
    if (enough_errors(errors)) break;
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

void SettingReader::report(const std::string& key, const std::vector<Diagnostic>& errors) {
  for (const Diagnostic& error : errors) diagnostics_->push_back({error.position, fmt::format("{}{}: {}", owner_, key, error.message)});
}

void SettingReader::refuse_the_rest() {
  for (const Member& member : map_->members) {
    if (enough_errors(*diagnostics_)) return;
    if (std::find(known_.begin(), known_.end(), member.key) != known_.end()) continue;
    const std::string_view meant = key_without_space(member.key).value_or(member.key);
    if (const auto nearest = nearest_name(meant, known_)) misspelt_.emplace(*nearest, member.key_position);
    std::string hint = missing_space_hint(member.key);
    if (hint.empty()) hint = did_you_mean(member.key, known_);
    if (hint.empty()) hint = fmt::format("; the keys here are {}", listed(known_, "and"));
    diagnostics_->push_back({member.key_position, fmt::format("{}unknown key '{}'{}", owner_, shown(member.key), hint)});
  }
}

Position SettingReader::misspelt(const std::string& key) const {
  const auto found = misspelt_.find(key);
  return found == misspelt_.end() ? Position() : found->second;
}

bool CountReader::operator()(const Value& value, Count& target, std::vector<Diagnostic>& errors) const {
  if (value.form == Value::Form::scalar && value.text == "auto") {
    target = Count();
    return true;
  }
  const bool number = !value.text.empty() && value.text.find_first_not_of("+-_.0123456789eE") == std::string::npos;
  if (value.form != Value::Form::scalar || !number) {
    errors.push_back({value.position, fmt::format("expected a whole number or auto, found {}", found(value))});
    return false;
  }
  ParamShape shape;
  shape.at_least = "1";
  shape.at_most = std::to_string(most);
  std::uint64_t count = 0;
  if (!detail::read_unsigned(value, count, std::numeric_limits<std::size_t>::max(), errors, shape)) return false;
  target = Count(count);
  return true;
}

bool read_timespan(const Value& value, std::chrono::nanoseconds& target, std::vector<Diagnostic>& errors) {
  ParamShape shape;
  shape.at_least = "1ns";
  return detail::read_duration(value, target, errors, shape);
}

bool read_name(const Value& value, std::string& target, std::vector<Diagnostic>& errors) {
  if (value.form == Value::Form::scalar) {
    target = value.text;
    return true;
  }
  errors.push_back({value.position, fmt::format("expected a name, found {}", found(value))});
  return false;
}

bool read_names(const Value& value, std::vector<Setting<std::string>>& target, std::vector<Diagnostic>& errors) {
  return read_list(value, target, errors, read_name);
}

bool read_paths(const Value& value, std::vector<Setting<std::string>>& target, std::vector<Diagnostic>& errors) {
  return read_list(value, target, errors, [](const Value& item, std::string& text, std::vector<Diagnostic>& wrong) {
    std::filesystem::path path;
    const bool read = detail::read_path(item, path, wrong);
    text = path.native();
    return read;
  });
}

}  // namespace weir::config
