#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/expression.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.route`: each row leaves by the output of the first expression that is true of it, the others by the main output.
class RowsRoute final : public Transform<Rows, OutputsByParams<Rows>> {
 public:
  struct Params {
    std::vector<std::pair<PlacedText, PlacedText>> routes;  // outputs and expressions
  };
  static void describe(Description<Params>& d);
  static std::vector<PlacedText> outputs(const Params& params);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `ExpressionError` when an expression does not fit the columns.
  RowsRoute(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<AllOutputs>& out) override;

 private:
  void take(const Rows& slice, std::size_t route);
  void route(Rows& slice, Output<AllOutputs>& out);

  std::vector<Evaluator> routes_;
  std::vector<bool> is_taken_;       // of each row of the slice at hand: by a route, or because it failed
  std::vector<std::uint32_t> rows_;  // of the route at hand
};

}  // namespace weir::stages
