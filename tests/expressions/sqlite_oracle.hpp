#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include <weir/rows.hpp>

#include "expressions/random_expression.hpp"

struct sqlite3;

namespace test {

/// A value as SQLite has it; `monostate` is null.
using SqliteValue = std::variant<std::monostate, std::int64_t, double, std::string>;

/// A table of SQLite's, in memory, with the same rows.
class SqliteTable {
 public:
  explicit SqliteTable(const weir::Rows& rows);

  /// The expression's value in each row. Throws `std::runtime_error` with SQLite's message and the expression when it is wrong.
  [[nodiscard]] std::vector<SqliteValue> evaluate(const std::string& expression) const;

 private:
  void fill(const weir::Rows& rows);

  std::shared_ptr<sqlite3> database_;
};

/// What some expressions came to.
struct Comparison {
  std::size_t values = 0;  ///< that were compared
  std::size_t nulls = 0;   ///< of these
  std::size_t failed = 0;  ///< rows that weir has no value for
  std::string difference;  ///< the first; empty when there was none
};

/// `count` random expressions, of the seeds from `seed` on, over random rows, by weir and by SQLite, up to the first difference.
[[nodiscard]] Comparison compare_with_sqlite(std::uint64_t seed, std::size_t count);

}  // namespace test
