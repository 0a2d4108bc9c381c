#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.drop`: all columns but some.
class RowsDrop final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<PlacedText> columns;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `Error` when there is no such column.
  RowsDrop(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  std::vector<std::size_t> kept_;
};

}  // namespace weir::stages
