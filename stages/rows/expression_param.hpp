#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>

namespace weir::stages {

/// Compiles an expression of a param, over the columns that come in. What is wrong with it is reported at its place in the file, and then
/// there is nothing.
[[nodiscard]] std::optional<Expression> compile_param(const PlacedText& text, const Columns& in, const ErrorScope& errors);

/// The same of an expression that is true or false: one of another type is reported, too.
[[nodiscard]] std::optional<Expression> compile_condition(const PlacedText& text, const Columns& in, const ErrorScope& errors);

/// The column of that name. When there is none, that is reported at the place of the name, and there is nothing.
[[nodiscard]] std::optional<std::size_t> find_param(const PlacedText& name, const Columns& in, const ErrorScope& errors);

/// The same of a column of text; another type is reported, too.
std::optional<std::size_t> find_text_param(const PlacedText& name, const Columns& in, const ErrorScope& errors);

/// Those of a list of names. A name that stands there twice is reported, too, as is one that is not there; then there is nothing.
[[nodiscard]] std::optional<std::vector<std::size_t>> find_params(const std::vector<PlacedText>& names, const Columns& in,
                                                                  const ErrorScope& errors);

/// Those of names that have been checked, or all where there are none. Throws `Error` when there is no such column.
[[nodiscard]] std::vector<std::size_t> columns_or_all(const std::vector<PlacedText>& names, const Columns& in);

/// What expressions are, for the details of a kind.
inline constexpr const char* kExpressionsText =
    "Expressions are SQL's: price * count > 100 and country in ('NZ', 'AU'). They are checked before the run, down to the names and types "
    "of columns. A row of which an expression has no value, such as an int that overflows, is rejected. docs/rows.md has the language.";

}  // namespace weir::stages
