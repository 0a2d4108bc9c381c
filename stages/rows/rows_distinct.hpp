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

#include "rows/row_order.hpp"
#include "rows/row_store.hpp"
#include "system/no_memory.hpp"

namespace weir::stages {

/// `rows.distinct`: of rows that are equal in some columns, the first in an order, which does not depend on how they came.
class RowsDistinct final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<PlacedText> by = {};
    std::vector<PlacedText> order = {};
    std::optional<Size> memory = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `Error` when there is no such column.
  RowsDistinct(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;
  void finish(Output<Rows>& out) override;

 private:
  [[nodiscard]] bool is_like(RowStore::Index a, RowStore::Index b) const;
  [[nodiscard]] std::vector<RowStore::Index> distinct();
  void push_distinct(Output<Rows>& out);

  std::vector<std::size_t> by_;
  RowOrder order_;
  MemoryBudget budget_;
  RowStore store_;
  std::size_t kept_ = 0;  // rows that are known to be distinct; all in the store but those that have come since
  MemoryReserve reserve_;
};

}  // namespace weir::stages
