#include <algorithm>
#include <limits>

#include <weir/plan.hpp>

namespace weir {
namespace {

std::size_t saturating_multiply(std::size_t a, std::size_t b) {
  std::size_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::size_t>::max() : product;
}

std::size_t saturating_add(std::size_t a, std::size_t b) {
  std::size_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::size_t>::max() : sum;
}

void hold(Bound& bound, std::size_t batches, std::size_t batch_size) {
  bound.batches = saturating_add(bound.batches, batches);
  bound.items = saturating_add(bound.items, saturating_multiply(batches, batch_size));
}

// What the replicas of a stage have taken but not yet processed.
void hold_in_hand(Bound& bound, const PlannedStage& stage, const std::vector<PlannedEdge>& edges) {
  std::size_t deepest = 0, batch_size = 0;
  for (const std::size_t edge : stage.in_edges) {
    deepest = std::max(deepest, edges[edge].queue_depth);
    batch_size = std::max(batch_size, edges[edge].batch_size);
  }
  if (stage.in_edges.empty()) return;
  hold(bound, saturating_multiply(stage.replicas, bulk_limit(deepest, stage.replicas)), batch_size);
  if (stage.survives_errors()) hold(bound, stage.replicas, batch_size);  // copies of those that a call may leave changed
}

}  // namespace

std::size_t bulk_limit(std::size_t queue_depth, std::size_t replicas) noexcept {
  constexpr std::size_t kMostInBulk = 32;
  return std::clamp<std::size_t>(queue_depth / std::max<std::size_t>(replicas, 1), 1, kMostInBulk);
}

bool Plan::is_read(const PlannedStage& stage, std::size_t output) const {
  return std::any_of(stage.out_edges.begin(), stage.out_edges.end(), [&](std::size_t edge) { return edges[edge].output == output; });
}

Bound Plan::bound() const {
  Bound bound;
  for (const PlannedEdge& edge : edges) {
    hold(bound, edge.queue_depth, edge.batch_size);  // in the queue, or promised to a replica
    // Each replica before the edge fills one batch; an ordered stage keeps one more for the head of its window.
    const PlannedStage& producer = stages[edge.from];
    hold(bound, producer.replicas + (producer.ordered ? 1 : 0), edge.batch_size);
  }
  for (const PlannedStage& stage : stages) {
    hold_in_hand(bound, stage, edges);
    bound.items = saturating_add(bound.items, stage.factory.host_queue_items());
  }
  return bound;
}

}  // namespace weir
