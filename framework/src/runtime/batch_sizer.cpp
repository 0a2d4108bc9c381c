#include "runtime/batch_sizer.hpp"

#include <algorithm>

namespace weir::runtime {

namespace {

// Items a batch on the edge now, 1 to its `batch_size`. `demand`: the largest of all the edges of its producer.
std::size_t limit_of(const Edge& edge, double demand) noexcept {
  if (!edge.auto_batch_size) return edge.batch_size;
  const double slowest = std::max(demand, edge.measured.supply.load(std::memory_order_relaxed));
  const double total = edge.measured.total.load(std::memory_order_relaxed);
  // No batch is larger than all that has been measured: one cheap item that comes first does not put 4096 expensive ones into one call.
  auto items = static_cast<double>(edge.measured.seen.load(std::memory_order_relaxed));
  items = std::min({items, items_for(slowest), total / static_cast<double>(edge.fewest_batches)});
  return std::clamp<std::size_t>(static_cast<std::size_t>(items), 1, edge.batch_size);
}

}  // namespace

void BatchSizer::measure(Nanoseconds busy, std::uint64_t items_in, std::uint64_t items_out, const StageTotals& totals) noexcept {
  cost_in_.add(busy, items_in);
  cost_out_.add(busy, items_out);
  if (items_in > 0) {
    const double here = std::max(cost_in_.get(), demand(totals.in.items, totals));
    for (Edge* edge : in_edges_) {
      edge->measured.demand.store(here, std::memory_order_relaxed);
      edge->measured.seen.store(totals.in.items, std::memory_order_relaxed);
    }
  }
  for (Edge* edge : out_edges_) {
    const std::uint64_t made = totals.made(edge->output).items;
    if (made == 0) continue;
    edge->measured.supply.store(supply(made, totals), std::memory_order_relaxed);
    edge->measured.total.store(total(made, totals), std::memory_order_relaxed);
  }
}

void BatchSizer::set_limits(std::span<detail::EdgeWriter> writers, const StageTotals& totals) const noexcept {
  double after = 0;
  for (std::size_t e = 0; e < writers.size(); ++e) {
    const std::size_t output = out_edges_[e]->output;
    if (e == 0 || output != out_edges_[e - 1]->output) after = demand(totals.made(output).items, totals);
    writers[e].limit = limit_of(*out_edges_[e], after);
  }
}

// What the slowest later stage costs for each of `items`, which have come in or gone out. A batch should keep no stage on its way for long.
// The slowest one sets the pace of all: where it comes later, the queues before it fill, and a stage that reads what it reads gets its
// items no sooner. A stage that reads another output counts for as many items as that gets.
double BatchSizer::demand(std::uint64_t items, const StageTotals& totals) const noexcept {
  double demand = 0;
  for (const Edge* edge : out_edges_) {
    const double one = edge->measured.demand.load(std::memory_order_relaxed);
    const std::uint64_t made = totals.made(edge->output).items;
    demand = std::max(demand, made == items || items == 0 ? one : one * static_cast<double>(made) / static_cast<double>(items));
  }
  return demand;
}

// Where the slowest comes earlier, a batch takes its time to fill, and what its items hold was touched at that pace. Where streams meet,
// the fastest sets it.
double BatchSizer::supply(std::uint64_t made, const StageTotals& totals) const noexcept {
  const double own = cost_out_.get() * static_cast<double>(totals.made().items) / static_cast<double>(made);
  if (in_edges_.empty()) return own;
  double before = in_edges_.front()->measured.supply.load(std::memory_order_relaxed);
  for (const Edge* edge : in_edges_) before = std::min(before, edge->measured.supply.load(std::memory_order_relaxed));
  return std::max(own, before * static_cast<double>(totals.in.items) / static_cast<double>(made));
}

// As a source knows it from its progress; a stage after it makes as many items of each that comes in as it has so far.
double BatchSizer::total(std::uint64_t made, const StageTotals& totals) const noexcept {
  const auto items_out = static_cast<double>(made);
  if (in_edges_.empty()) {
    const double progress = totals.progress.value_or(0);
    return progress > 0 ? items_out / progress : Measured::kUnknown;
  }
  if (totals.in.items == 0) return Measured::kUnknown;
  double total = 0;
  for (const Edge* edge : in_edges_) total += edge->measured.total.load(std::memory_order_relaxed);
  return total * items_out / static_cast<double>(totals.in.items);
}

}  // namespace weir::runtime
