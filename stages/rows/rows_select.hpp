#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.select`: some of the columns, and new ones whose values are computed, in an order of their own.
class RowsSelect final : public Transform<Rows, Rows> {
 public:
  using Computed = std::vector<std::pair<PlacedText, PlacedText>>;  ///< names, and the expressions that make their values
  struct Params {
    std::vector<std::variant<PlacedText, Computed>> columns;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `out` is what `columns` returned. Throws `Error` when there is no such column, and `ExpressionError` when an expression does not fit.
  RowsSelect(const Params& params, const Columns& in, const Columns& out);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  struct Selected {
    std::size_t column = 0;                    // of the rows that come in, where nothing is computed
    std::optional<Evaluator> expression = {};  // otherwise
  };

  [[nodiscard]] ColumnValues values_of(Selected& selected, const Rows& slice);

  std::vector<Selected> selected_;
  Columns out_;
  std::vector<FailedRow> failed_;  // of the slice at hand
};

}  // namespace weir::stages
