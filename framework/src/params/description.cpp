#include <algorithm>
#include <set>

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
using diagnostics::found;
using diagnostics::key_without_space;
using diagnostics::listed;
using diagnostics::missing_space_hint;
using diagnostics::nearest_name;
using diagnostics::shown;
using diagnostics::without_invisible;

namespace {

std::vector<std::string> names_of(const std::vector<std::shared_ptr<ParamInfo>>& params) {
  std::vector<std::string> names;
  names.reserve(params.size());
  for (const auto& param : params) names.push_back(param->name);
  return names;
}

void report_unknown(const Member& member, const std::vector<std::string>& names, ParamErrors& errors) {
  std::string hint = missing_space_hint(member.key);
  if (hint.empty()) hint = did_you_mean(member.key, names);
  if (names.empty()) hint = "; it takes no params";
  if (hint.empty()) hint = fmt::format("; it takes {}", listed(names, "and"));
  errors.push_back({member.key_position, fmt::format("unknown param '{}'{}", shown(member.key), hint)});
}

}  // namespace

bool expect_map(const Value& value, ParamErrors& errors) {
  if (value.form == Value::Form::map) return true;
  errors.push_back({value.position, fmt::format("expected a map of params, found {}", found(value))});
  return false;
}

bool expect_list(const Value& value, ParamErrors& errors) {
  if (value.form == Value::Form::list) return true;
  const std::string hint = value.form == Value::Form::scalar ? fmt::format("; did you mean [{}]?", shown(value.text)) : "";
  errors.push_back({value.position, fmt::format("expected a list, found {}{}", found(value), hint)});
  return false;
}

void report_choice(const Value& value, const std::vector<std::string>& choices, ParamErrors& errors) {
  // What is invisible in it, `found` says.
  const std::string hint = value.form == Value::Form::scalar ? did_you_mean(without_invisible(value.text), choices) : "";
  errors.push_back({value.position, fmt::format("expected {}, found {}{}", listed(choices, "or"), found(value), hint)});
}

std::string not_one_of(const std::string& value, const std::vector<std::string>& allowed) {
  return fmt::format("must be {}, not '{}'{}", listed(allowed, "or"), shown(value), did_you_mean(value, allowed));
}

std::vector<const Value*> match_members(const Value& value, const std::vector<std::shared_ptr<ParamInfo>>& params, ParamErrors& errors) {
  std::vector<const Value*> matched(params.size(), nullptr);
  if (value.form != Value::Form::null && !expect_map(value, errors)) return matched;
  const std::vector<std::string> names = names_of(params);
  std::set<std::string> misspelt;  // what is missing for that reason alone is one mistake, and reported once
  for (const Member& member : value.members) {
    if (enough_errors(errors)) break;
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
    errors.push_back({value.position, fmt::format("param '{}' is missing: {}", params[i]->name, params[i]->doc)});
  }
  return matched;
}

void name_param(const std::string& name, ParamErrors& errors, std::size_t first) {
  constexpr std::string_view kNamed = "param '";
  for (; first < errors.size(); ++first) {
    std::string& message = errors[first].message;
    if (message.starts_with(kNamed))
      message.insert(kNamed.size(), name + ".");
    else
      message = fmt::format("param '{}': {}", name, message);
  }
}

void report_rule(const Value& params, const std::string& name, const std::string& wrong, ParamErrors& errors) {
  const Value* value = params.find(name);
  errors.push_back({value != nullptr ? value->position : params.position, fmt::format("param '{}' {}", name, wrong)});
}

}  // namespace weir::detail
