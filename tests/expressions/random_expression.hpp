#pragma once

#include <string>

#include <weir/columns.hpp>

#include "expressions/random_rows.hpp"

namespace test {

/// An expression over `random_rows`, as weir and as SQLite write it.
struct RandomExpression {
  weir::ColumnType type;
  std::string text;    ///< with no more parentheses than it needs, or some more
  std::string sqlite;  ///< each operation in parentheses; casts and names as SQLite has them
  int level;           ///< how tightly the operator of `text` binds
};

/// One of that type, at most `depth` operations high. Requires: the type is not time.
[[nodiscard]] RandomExpression random_expression(Random& random, weir::ColumnType type, int depth);

}  // namespace test
