#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "rows/row_hasher.hpp"

namespace weir::stages {

/// `rows.sample`: a share of the rows, chosen by a hash of their values.
class RowsSample final : public Transform<Rows, Rows> {
 public:
  struct Params {
    double share = 0;
    std::uint64_t seed = 1;
    std::vector<PlacedText> by = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `Error` when there is no such column.
  RowsSample(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  const double share_;
  RowHasher hasher_;
  std::vector<std::uint32_t> chosen_;
};

}  // namespace weir::stages
