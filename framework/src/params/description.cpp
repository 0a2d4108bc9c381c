#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <weir/description.hpp>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/invisible.hpp"
#include "diagnostics/listed.hpp"
#include "diagnostics/missing_space.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"

namespace weir::detail {

using diagnostics::did_you_mean;
using diagnostics::enough_errors;
using diagnostics::key_without_space;
using diagnostics::listed;
using diagnostics::missing_space_hint;
using diagnostics::nearest_name;
using diagnostics::shown;
using diagnostics::unexpected;
using diagnostics::without_invisible;

namespace {

std::vector<std::string> names_of(const std::vector<std::shared_ptr<ParamInfo>>& params) {
  std::vector<std::string> names;
  names.reserve(params.size());
  for (const auto& param : params) names.push_back(param->name);
  return names;
}

void report_unknown(const Member& member, const std::vector<std::string>& names, const ErrorScope& errors) {
  std::string mend = missing_space_hint(member.key);
  if (mend.empty()) mend = did_you_mean(member.key, names);
  if (names.empty()) mend = "the kind takes no params";
  if (mend.empty()) mend = fmt::format("{} {}", names.size() == 1 ? "the only param here is" : "the params here are", listed(names, "and"));
  errors.key(member.key).add(member.key_position, {"unknown", mend});
}

const char* written_as(const ParamShape& shape) {
  switch (shape.form) {
    case ParamShape::Form::list:
      return "a list";
    case ParamShape::Form::map:
    case ParamShape::Form::structure:
      return "a map";
    case ParamShape::Form::string:
      return "a text";
    default:
      return "a value";
  }
}

}  // namespace

bool expect_map(const Value& value, const ErrorScope& errors) {
  if (value.form == Value::Form::map) return true;
  errors.add(value.position, unexpected("a map of params", value));
  return false;
}

bool expect_list(const Value& value, const ErrorScope& errors) {
  if (value.form == Value::Form::list) return true;
  const std::string mend = value.form == Value::Form::scalar ? fmt::format("did you mean [{}]?", shown(value.text)) : "";
  errors.add(value.position, unexpected("a list", value, mend));
  return false;
}

bool is_meant_for(const Value& value, const ParamShape& shape) noexcept {
  switch (shape.form) {
    case ParamShape::Form::list:
      return value.form == Value::Form::list;
    case ParamShape::Form::map:
    case ParamShape::Form::structure:
      return value.form == Value::Form::map;
    default:
      return value.form == Value::Form::scalar || value.form == Value::Form::null;
  }
}

void report_neither(const Value& value, const ParamShape& shape, const ErrorScope& errors) {
  std::vector<std::string> forms;
  for (const auto& alternative : shape.alternatives) forms.emplace_back(written_as(*alternative));
  errors.add(value.position, unexpected(listed(forms, "or"), value));
}

void report_choice(const Value& value, const std::vector<std::string>& choices, const ErrorScope& errors) {
  // `unexpected` names the invisible characters.
  const std::string mend = value.form == Value::Form::scalar ? did_you_mean(without_invisible(value.text), choices) : "";
  errors.add(value.position, unexpected(listed(choices, "or"), value, mend));
}

Problem not_one_of(const std::string& value, const std::vector<std::string>& allowed) {
  return unexpected(listed(allowed, "or"), Value(value), did_you_mean(without_invisible(value), allowed));
}

Problem too_small(const std::string& value, const std::string& smallest) {
  return {fmt::format("'{}' is too small", shown(value)), fmt::format("the smallest is {}", smallest)};
}

Problem too_large(const std::string& value, const std::string& largest) {
  return {fmt::format("'{}' is too large", shown(value)), fmt::format("the largest is {}", largest)};
}

std::vector<const Value*> match_members(const Value& value, const std::vector<std::shared_ptr<ParamInfo>>& params,
                                        const ErrorScope& errors) {
  std::vector<const Value*> matched(params.size(), nullptr);
  if (value.form != Value::Form::null && !expect_map(value, errors)) return matched;
  const std::vector<std::string> names = names_of(params);
  std::set<std::string> misspelt;  // a param that is missing only because it is misspelt is reported once
  for (const Member& member : value.members) {
    if (enough_errors(errors.list())) break;
    const auto at = std::find(names.begin(), names.end(), member.key);
    if (at != names.end()) {
      matched[static_cast<std::size_t>(at - names.begin())] = &member.value;
      continue;
    }
    report_unknown(member, names, errors);
    const std::string_view meant = key_without_space(member.key).value_or(member.key);
    if (const auto nearest = nearest_name(meant, names)) misspelt.insert(*nearest);
  }
  for (std::size_t i = 0; i < params.size(); ++i) {
    if (matched[i] != nullptr || !params[i]->required || misspelt.contains(names[i])) continue;
    errors.key(names[i]).add(value.position, fmt::format("missing: {}", params[i]->doc));
  }
  return matched;
}

void report_rule(const Value& params, const std::string& name, Problem problem, const ErrorScope& errors) {
  const Value* value = params.find(name);
  errors.key(name).add(value != nullptr ? value->position : params.position, std::move(problem));
}

}  // namespace weir::detail
