#include "runtime/batch_sizer.hpp"

#include <algorithm>

namespace weir::runtime {

void BatchSizer::measure(Nanoseconds busy, std::uint64_t items_in, std::uint64_t items_out, const StageTotals& totals) noexcept {
  cost_in_.add(busy, items_in);
  cost_out_.add(busy, items_out);
  if (items_in > 0) {
    const double made_of_one = static_cast<double>(totals.items_out) / static_cast<double>(totals.items_in);
    const double here = std::max(cost_in_.get(), demand() * made_of_one);
    for (Edge* edge : in_edges_) {
      edge->measured.demand.store(here, std::memory_order_relaxed);
      edge->measured.seen.store(totals.items_in, std::memory_order_relaxed);
    }
  }
  if (totals.items_out == 0) return;
  for (Edge* edge : out_edges_) {
    edge->measured.supply.store(supply(totals), std::memory_order_relaxed);
    edge->measured.total.store(total(totals), std::memory_order_relaxed);
  }
}

void BatchSizer::set_limits(std::span<detail::EdgeWriter> writers) const noexcept {
  const double after = demand();
  for (std::size_t e = 0; e < writers.size(); ++e) writers[e].limit = out_edges_[e]->limit(after);
}

// A batch should keep no stage on its way for long. The slowest one sets the pace of all: where it comes later, the queues before it fill,
// and a stage that reads what it reads gets its items no sooner.
double BatchSizer::demand() const noexcept {
  double demand = 0;
  for (const Edge* edge : out_edges_) demand = std::max(demand, edge->measured.demand.load(std::memory_order_relaxed));
  return demand;
}

// Where the slowest comes earlier, a batch takes its time to fill, and what its items hold was touched at that pace. Where streams meet,
// the fastest sets it.
double BatchSizer::supply(const StageTotals& totals) const noexcept {
  if (in_edges_.empty()) return cost_out_.get();
  double before = in_edges_.front()->measured.supply.load(std::memory_order_relaxed);
  for (const Edge* edge : in_edges_) before = std::min(before, edge->measured.supply.load(std::memory_order_relaxed));
  return std::max(cost_out_.get(), before * static_cast<double>(totals.items_in) / static_cast<double>(totals.items_out));
}

// As a source knows it from its progress; a stage after it makes as many items of each that comes in as it has so far.
double BatchSizer::total(const StageTotals& totals) const noexcept {
  const auto items_out = static_cast<double>(totals.items_out);
  if (in_edges_.empty()) {
    const double progress = totals.progress.value_or(0);
    return progress > 0 ? items_out / progress : Measured::kUnknown;
  }
  if (totals.items_in == 0) return Measured::kUnknown;
  double total = 0;
  for (const Edge* edge : in_edges_) total += edge->measured.total.load(std::memory_order_relaxed);
  return total * items_out / static_cast<double>(totals.items_in);
}

}  // namespace weir::runtime
