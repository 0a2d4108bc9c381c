#pragma once

#include <optional>
#include <span>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.where`: passes on the rows of which an expression is true.
class RowsWhere final : public Transform<Rows, Rows> {
 public:
  struct Params {
    PlacedText that;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `ExpressionError` when the expression does not fit the columns.
  RowsWhere(const Params& params, const Columns& in) : that_(Expression::compile(params.that.text, in)) {}

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  Evaluator that_;
};

}  // namespace weir::stages
