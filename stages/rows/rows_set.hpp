#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.set`: columns whose values are those of expressions, added to the rows or in the place of others.
class RowsSet final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<std::pair<std::string, PlacedText>> values;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `ExpressionError` when an expression does not fit the columns.
  RowsSet(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  struct Value {
    Evaluator expression;
    std::size_t column;  // of the rows that go out
  };

  [[nodiscard]] Rows set(const Rows& slice);

  std::vector<Value> values_;
  Columns out_;
  std::vector<FailedRow> failed_;  // of the slice at hand
};

}  // namespace weir::stages
