#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.limit`: the first rows. What comes after them is not asked for.
class RowsLimit final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::uint64_t rows = 0;
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params&, const Columns& in, const ErrorScope&) { return in; }

  explicit RowsLimit(const Params& params);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  std::uint64_t left_;
};

}  // namespace weir::stages
