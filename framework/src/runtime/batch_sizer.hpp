#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <weir/detail/edge_writers.hpp>

#include "runtime/edge.hpp"
#include "runtime/item_cost.hpp"
#include "runtime/meter.hpp"

namespace weir::runtime {

/// What a stage measures for `batch_size: auto`, on its own edges and for the stages further on. Under the stage's gate; what it tells the
/// stages beside it is in the edges' `Measured`. (docs/design.md, "How large a batch is")
class BatchSizer {
 public:
  /// The edges of the stage, which must outlive it; a source has no in-edges.
  BatchSizer(std::span<Edge* const> in_edges, std::span<Edge* const> out_edges) : in_edges_(in_edges), out_edges_(out_edges) {}

  /// A replica has settled after `busy`, in which it took `items_in` and made `items_out`. `totals` have these already.
  void measure(Nanoseconds busy, std::uint64_t items_in, std::uint64_t items_out, const StageTotals& totals) noexcept;

  /// Sets how large the batches are that a replica makes from now on.
  void set_limits(std::span<detail::EdgeWriter> writers, const StageTotals& totals) const noexcept;

 private:
  [[nodiscard]] double demand(std::uint64_t items, const StageTotals& totals) const noexcept;
  [[nodiscard]] double supply(std::uint64_t made, const StageTotals& totals) const noexcept;
  [[nodiscard]] double total(std::uint64_t made, const StageTotals& totals) const noexcept;

  std::span<Edge* const> in_edges_;
  std::span<Edge* const> out_edges_;
  ItemCost cost_in_;   // of an item that comes in
  ItemCost cost_out_;  // of one that goes out
};

}  // namespace weir::runtime
