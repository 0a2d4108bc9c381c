#include "rows/expression_param.hpp"

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

}  // namespace weir::stages
