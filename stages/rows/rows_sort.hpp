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

#include "rows/row_order.hpp"
#include "rows/row_store.hpp"
#include "system/no_memory.hpp"

namespace weir::stages {

/// `rows.sort`: puts rows in order. With a limit only the first ones, in memory for about twice as many.
class RowsSort final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<PlacedText> by;
    std::optional<std::uint64_t> limit = {};
    std::optional<Size> memory = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `Error` when there is no such column.
  RowsSort(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;
  void finish(Output<Rows>& out) override;

 private:
  void add(const Rows& slice);
  void keep_first();
  void push_sorted(Output<Rows>& out);

  std::uint64_t limit_;
  Columns columns_;
  RowOrder order_;
  MemoryBudget budget_;
  RowStore store_;
  Rows last_;  // one row: as many as the limit come before it or are like it; empty as long as that is not known
  std::vector<std::uint32_t> wanted_;
  MemoryReserve reserve_;
};

}  // namespace weir::stages
