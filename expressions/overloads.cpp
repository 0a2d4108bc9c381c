#include "overloads.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "functions.hpp"

namespace weir::expressions {
namespace {

using diagnostics::shown;

bool takes_count(const Function& function, std::size_t count) {
  return function.variadic ? count >= function.parameters.size() : count == function.parameters.size();
}

// How many ints have to become floats; nothing when the arguments do not fit.
std::optional<std::size_t> cost_of(const Function& function, std::span<const ArgumentType> arguments) {
  if (!takes_count(function, arguments.size())) return std::nullopt;
  std::size_t cost = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const ColumnType wanted = parameter(function, i);
    if (!arguments[i] || *arguments[i] == wanted) continue;
    if (*arguments[i] != ColumnType::integer || wanted != ColumnType::floating) return std::nullopt;
    ++cost;
  }
  return cost;
}

bool has(std::span<const ArgumentType> types, ColumnType type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::string names_of(std::span<const ArgumentType> types) {
  std::vector<std::string> names;
  for (const ArgumentType& type : types) names.emplace_back(type ? to_string(*type) : "null");
  return diagnostics::listed(names, "and");
}

// The first argument of that type, as it was written.
std::string_view written(ColumnType type, std::span<const ArgumentType> types, std::string_view text, std::span<const Syntax> arguments) {
  const auto at = static_cast<std::size_t>(std::find(types.begin(), types.end(), type) - types.begin());
  return text.substr(arguments[at].range.offset, arguments[at].range.length);
}

bool takes(std::string_view name, ColumnType type) {
  const auto named = Functions::all().named(name);
  return std::any_of(named.begin(), named.end(), [type](const Function& function) {
    return std::find(function.parameters.begin(), function.parameters.end(), type) != function.parameters.end();
  });
}

std::string how_to_mend(std::string_view name, std::span<const ArgumentType> types, std::string_view text,
                        std::span<const Syntax> arguments) {
  const auto cast = [&](ColumnType from, std::string_view to) {
    return fmt::format("write cast({} as {})", shown(written(from, types, text, arguments)), to);
  };
  const bool number = has(types, ColumnType::integer) || has(types, ColumnType::floating);
  if (has(types, ColumnType::text) && has(types, ColumnType::time) && takes(name, ColumnType::time)) return cast(ColumnType::text, "time");
  if (has(types, ColumnType::text) && takes(name, ColumnType::integer))
    return cast(ColumnType::text, has(types, ColumnType::floating) ? "float" : "int");
  if (has(types, ColumnType::text) && takes(name, ColumnType::floating)) return cast(ColumnType::text, "float");
  if (has(types, ColumnType::integer) && takes(name, ColumnType::boolean))
    return fmt::format("write {} <> 0", shown(written(ColumnType::integer, types, text, arguments)));
  if (has(types, ColumnType::floating) && takes(name, ColumnType::text)) return cast(ColumnType::floating, "text");
  if (number && takes(name, ColumnType::text)) return cast(ColumnType::integer, "text");
  if (has(types, ColumnType::boolean) && takes(name, ColumnType::integer)) return cast(ColumnType::boolean, "int");
  return "";
}

Problem unknown_function(std::string_view name) {
  return {fmt::format("there is no function '{}'", shown(name)), diagnostics::did_you_mean(name, Functions::all().callable_names())};
}

Problem wrong_count(std::string_view name, std::size_t count, std::span<const Function> functions) {
  std::set<std::string> counts;
  for (const Function& function : functions)
    counts.insert(fmt::format("{}{}", function.parameters.size(), function.variadic ? " or more" : ""));
  const std::vector<std::string> listed(counts.begin(), counts.end());
  return {fmt::format("'{}' takes {} arguments, not {}", name, diagnostics::listed(listed, "or"), count)};
}

}  // namespace

ColumnType parameter(const Function& function, std::size_t index) noexcept {
  return function.parameters[std::min(index, function.parameters.size() - 1)];
}

const Function* find_overload(std::string_view name, std::span<const ArgumentType> arguments) {
  const Function* best = nullptr;
  std::size_t least = 0;
  for (const Function& function : Functions::all().named(name)) {
    const auto cost = cost_of(function, arguments);
    if (!cost || (best != nullptr && *cost >= least)) continue;
    best = &function;
    least = *cost;
  }
  return best;
}

Problem why_none(std::string_view name, std::span<const ArgumentType> types, std::string_view text, std::span<const Syntax> arguments) {
  const auto named = Functions::all().named(name);
  if (named.empty()) return unknown_function(name);
  const bool count_fits = std::any_of(named.begin(), named.end(), [&](const Function& f) { return takes_count(f, types.size()); });
  if (!count_fits) return wrong_count(name, types.size(), named);
  return {fmt::format("'{}' does not take {}", name, names_of(types)), how_to_mend(name, types, text, arguments)};
}

}  // namespace weir::expressions
