#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>

#include "runtime/edge.hpp"
#include "runtime/item_cost.hpp"
#include "runtime/meter.hpp"

namespace weir::runtime {

/// Nanoseconds of work that is worth another thread. (docs/decisions/0006)
inline constexpr double kWorthAThread = 4'000;

/// What a batch costs a stage and all that follow, beyond what handing it on to another thread would cost them: by that the scheduler tells
/// whether work is worth another thread. Under the stage's gate; what it tells the stage before it is in the edge's `Measured::ahead`.
class CostAhead {
 public:
  /// The edges of the stage, which must outlive it; a source has no in-edges.
  CostAhead(std::span<Edge* const> in_edges, std::span<Edge* const> out_edges) : in_edges_(in_edges), out_edges_(out_edges) {}

  /// A replica has settled after `busy`, in which it used up `batches`, or put as many on each out-edge, as a source. `totals` have these
  /// already.
  void measure(Nanoseconds busy, std::uint64_t batches, const StageTotals& totals) noexcept {
    own_.add(busy, batches);
    if (batches == 0) return;
    ahead_ = std::max(own_.get() - kHandOver, 0.0);
    double after = 0;
    for (const Edge* edge : out_edges_) after += edge->measured.ahead.load(std::memory_order_relaxed) * share(*edge, totals);
    ahead_ += after * made_of_one(totals);
    for (Edge* edge : in_edges_) tell(*edge);
  }

  /// Nanoseconds a batch; infinite before the first.
  [[nodiscard]] double get() const noexcept { return ahead_; }

 private:
  // What a batch costs more when the stages that it goes through are on two threads: their gates' cache lines travel. Measured with many
  // batches in an activation; with few it is more. (docs/decisions/0008)
  static constexpr double kHandOver = 150;

  // Batches on the average out-edge, of each that comes in.
  [[nodiscard]] double made_of_one(const StageTotals& totals) const noexcept {
    if (in_edges_.empty() || out_edges_.empty() || totals.batches_in == 0) return 1;
    return static_cast<double>(totals.batches_out) / static_cast<double>(totals.batches_in * out_edges_.size());
  }

  // How many batches an edge gets for each that the average one does: those of one output get as many each.
  [[nodiscard]] double share(const Edge& of, const StageTotals& totals) const noexcept {
    if (totals.named_out.empty()) return 1;
    std::uint64_t all = 0;
    for (const Edge* edge : out_edges_) all += totals.made(edge->output).items;
    return all == 0 ? 1 : static_cast<double>(totals.made(of.output).items * out_edges_.size()) / static_cast<double>(all);
  }

  // Only a change that matters: a store takes the cache line from the other stage's thread.
  void tell(Edge& edge) const noexcept {
    const double known = edge.measured.ahead.load(std::memory_order_relaxed);
    if (std::abs(ahead_ - known) > known / 8) edge.measured.ahead.store(ahead_, std::memory_order_relaxed);
  }

  std::span<Edge* const> in_edges_;
  std::span<Edge* const> out_edges_;
  ItemCost own_;
  double ahead_ = std::numeric_limits<double>::infinity();
};

}  // namespace weir::runtime
