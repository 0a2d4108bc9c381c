// What a stage measures for `batch_size: auto`, on its own edges and for those further on.

#include <algorithm>

#include "runtime/gate.hpp"

namespace weir::runtime {

// Before the replica's figures of this activation are cleared; the totals have them already.
void Gate::measure(const Replica& replica) {
  cost_in_.add(replica.busy, replica.items_in);
  cost_out_.add(replica.busy, replica.output.items);
  if (replica.items_in > 0) {
    const double here = std::max(cost_in_.get(), demand() * static_cast<double>(totals_.items_out) / static_cast<double>(totals_.items_in));
    for (Edge* edge : in_edges_) {
      edge->measured.demand.store(here, std::memory_order_relaxed);
      edge->measured.seen.store(totals_.items_in, std::memory_order_relaxed);
    }
  }
  if (totals_.items_out == 0) return;
  for (Edge* edge : out_edges_) {
    edge->measured.supply.store(supply(), std::memory_order_relaxed);
    edge->measured.total.store(total(replica), std::memory_order_relaxed);
  }
}

// A batch should keep no stage on its way for long. The slowest one sets the pace of all: where it comes later, the queues before it fill,
// and a stage that reads what it reads gets its items no sooner.
double Gate::demand() const noexcept {
  double demand = 0;
  for (const Edge* edge : out_edges_) demand = std::max(demand, edge->measured.demand.load(std::memory_order_relaxed));
  return demand;
}

// Where it comes earlier, a batch takes its time to fill, and what its items hold was touched at that pace. Where streams meet, the fastest
// sets it.
double Gate::supply() const noexcept {
  if (is_source()) return cost_out_.get();
  double before = in_edges_.front()->measured.supply.load(std::memory_order_relaxed);
  for (const Edge* edge : in_edges_) before = std::min(before, edge->measured.supply.load(std::memory_order_relaxed));
  return std::max(cost_out_.get(), before * static_cast<double>(totals_.items_in) / static_cast<double>(totals_.items_out));
}

// As a source knows it from its progress; a stage after it gives as many items for each that comes in as it has so far.
double Gate::total(const Replica& replica) const noexcept {
  const auto items_out = static_cast<double>(totals_.items_out);
  if (is_source()) return replica.progress.value_or(0) > 0 ? items_out / *replica.progress : 0;
  double total = 0;
  for (const Edge* edge : in_edges_) {
    const double known = edge->measured.total.load(std::memory_order_relaxed);
    if (known == 0) return 0;
    total += known;
  }
  return totals_.items_in == 0 ? 0 : total * items_out / static_cast<double>(totals_.items_in);
}

void Gate::size_batches(Replica& replica) const noexcept {
  if (!measures_) return;
  const double after = demand();
  for (std::size_t p = 0; p < out_edges_.size(); ++p) replica.writers[p].limit = out_edges_[p]->limit(after);
}

}  // namespace weir::runtime
