#pragma once

// Expressions over rows: SQL's scalar expressions, typed when they are compiled, and evaluated column by column. docs/rows.md has the
// language.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <weir/column_values.hpp>
#include <weir/columns.hpp>
#include <weir/error.hpp>
#include <weir/rows.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace expressions {
struct Program;
}

/// One thing that is wrong with the text of an expression: where, and what.
struct ExpressionFault {
  std::size_t offset;  ///< of the first byte that it is about
  std::size_t length;  ///< in bytes; 0 where something is missing
  Problem problem;     ///< what is wrong, and how to mend it
};

/// A text that is not an expression, or not one over the columns given. `what()` is the whole report as a person reads it, with the text
/// and marks below it.
class ExpressionError : public Error {
 public:
  /// What is wrong with `text`, in any order. Requires: at least one fault, all within the text.
  ExpressionError(std::string_view text, std::vector<ExpressionFault> faults);

  [[nodiscard]] const std::vector<ExpressionFault>& faults() const noexcept { return faults_; }  ///< by offset; never empty

 private:
  std::vector<ExpressionFault> faults_;
};

/// A compiled expression. Immutable, and a copy is cheap: any number of threads may share it, each with an `Evaluator` of its own.
class Expression {
 public:
  /// Compiles `text`. Throws `ExpressionError` with everything that is wrong with it: where its syntax is wrong, the first mistake,
  /// otherwise all names and types that do not fit. Any text is compiled or refused, whatever its length and depth.
  static Expression compile(std::string_view text, const Columns& columns);

  [[nodiscard]] ColumnType type() const noexcept;                     ///< of its values
  [[nodiscard]] std::string_view text() const noexcept;               ///< as it was compiled
  [[nodiscard]] const Columns& columns() const noexcept;              ///< those of the rows that it takes
  [[nodiscard]] std::span<const std::size_t> reads() const noexcept;  ///< the columns that its values depend on, ascending

 private:
  friend class Evaluator;
  explicit Expression(std::shared_ptr<const expressions::Program> program) noexcept;

  std::shared_ptr<const expressions::Program> program_;
};

/// A row of which an expression has no value.
struct FailedRow {
  std::uint32_t row;        ///< its index in the slice
  std::string_view reason;  ///< such as `'price * count' is too large for an int`; lives as long as the expression
};

/// The values of an expression.
struct Evaluation {
  ColumnValues values;            ///< one a row; null where the row failed
  std::vector<FailedRow> failed;  ///< by row
};

/// Where an expression is true.
struct Selection {
  std::span<const std::uint32_t> rows;  ///< ascending, as `Rows::filter` takes them
  std::span<const FailedRow> failed;    ///< by row; none of them is in `rows`
};

/// Evaluates one expression, slice after slice, with memory that it uses again. For one thread at a time.
class Evaluator {
 public:
  explicit Evaluator(Expression expression);   ///< it has no memory yet
  Evaluator(Evaluator&&) noexcept;             ///< leaves one that can only be destroyed or assigned to
  Evaluator& operator=(Evaluator&&) noexcept;  ///< the same
  ~Evaluator();

  /// The values of all rows, which share texts with them. Throws `Error` when the columns are not those that the expression was compiled
  /// for. Requires: there are less than 2³² rows.
  [[nodiscard]] Evaluation evaluate(const Rows& rows);

  /// The rows where the expression, a `bool`, is true: neither false nor null. What is returned lives until the next call. Throws `Error`
  /// as `evaluate` does, and when the expression is not a `bool`. Requires: there are less than 2³² rows.
  [[nodiscard]] Selection select(const Rows& rows);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace weir
#pragma GCC visibility pop
