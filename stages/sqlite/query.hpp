#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>

#include "sqlite/database.hpp"

namespace weir::stages {

/// Types that a user states, by the names of columns.
using StatedTypes = std::vector<std::pair<std::string, ColumnType>>;

/// What is wrong with a statement as a query: it changes something, returns no columns, or has parameters.
[[nodiscard]] std::string wrong_with_query(const Statement& statement);

/// The columns of a query's result, with the types that are stated, else those that their tables declare, else those of the values in the
/// first rows, for which the query is begun. What is wrong is reported under the key `columns`, and then there is nothing.
[[nodiscard]] std::optional<Columns> columns_of_query(Database& database, Statement& statement, Position query, const StatedTypes& stated,
                                                      const ErrorScope& errors);

}  // namespace weir::stages
