#include "rows/expression_param.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace weir::stages {

std::optional<Expression> compile_param(const PlacedText& text, const Columns& in, const ErrorScope& errors) {
  try {
    return Expression::compile(text.text, in);
  } catch (const ExpressionError& error) {
    for (const ExpressionFault& fault : error.faults()) errors.add(text.at(fault.offset), fault.problem);
  }
  return std::nullopt;
}

std::optional<Expression> compile_condition(const PlacedText& text, const Columns& in, const ErrorScope& errors) {
  auto condition = compile_param(text, in, errors);
  if (!condition || condition->type() == ColumnType::boolean) return condition;
  errors.add(text.at(0),
             Problem(fmt::format("its value is {}, not true or false", to_string(condition->type())), "compare it with something"));
  return std::nullopt;
}

std::optional<std::size_t> find_param(const PlacedText& name, const Columns& in, const ErrorScope& errors) {
  try {
    return in.index_of(name.text);
  } catch (const Error& error) {
    errors.add(name.at(0), std::string(error.what()));
  }
  return std::nullopt;
}

std::optional<std::size_t> find_text_param(const PlacedText& name, const Columns& in, const ErrorScope& errors) {
  const auto column = find_param(name, in, errors);
  if (!column || in[*column].type == ColumnType::text) return column;
  errors.add(name.at(0), Problem(fmt::format("'{}' is {}, not text", name.text, to_string(in[*column].type)), "name a column of text"));
  return std::nullopt;
}

std::optional<std::vector<std::size_t>> find_params(const std::vector<PlacedText>& names, const Columns& in, const ErrorScope& errors) {
  std::vector<std::size_t> indices;
  bool all = true;
  for (const PlacedText& name : names) {
    const auto index = find_param(name, in, errors);
    const bool twice = index && std::find(indices.begin(), indices.end(), *index) != indices.end();
    if (twice) errors.add(name.at(0), Problem(fmt::format("'{}' is named twice", name.text), "keep one"));
    all = all && index && !twice;
    if (index) indices.push_back(*index);
  }
  return all ? std::optional(std::move(indices)) : std::nullopt;
}

std::vector<std::size_t> columns_or_all(const std::vector<PlacedText>& names, const Columns& in) {
  std::vector<std::size_t> columns;
  columns.reserve(names.size());
  for (const PlacedText& name : names) columns.push_back(in.index_of(name.text));
  if (!names.empty()) return columns;
  columns.resize(in.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  return columns;
}

}  // namespace weir::stages
