#include "plan/limit_memory.hpp"

#include <algorithm>
#include <bit>

#include "plan/bound.hpp"

namespace weir::plan {

namespace {

// A batch costs some hundred nanoseconds on its way, which is nothing beside what it takes to make and read a mebibyte.
constexpr std::size_t kMostBatchBytes = std::size_t{1} << 20;
// And much beside what a few items take.
constexpr std::size_t kLeastBatchBytes = 4096;

// Large items travel in small batches where the size is left to weir: how large they are need not be found out by holding many.
void limit_auto(const Plan& plan, PlannedEdge& edge) {
  const auto item = largest_item(plan, edge);
  if (edge.auto_batch_size && item)
    edge.batch_size = std::clamp<std::size_t>(kMostBatchBytes / std::max<std::size_t>(*item, 1), 1, edge.batch_size);
}

// What is held beside the limit, as `Plan::bound` has it, in batches that are just complete. One may be three times as large: its room
// doubles, and its last item may have as many bytes.
std::size_t beside_limit(const Plan& plan, const PlannedEdge& edge) {
  const std::size_t filling = filling_batches(plan, edge), in_hand = plan.stages[edge.to].replicas;
  return 3 * (1 + 2 * filling + in_hand) + filling + in_hand;
}

// So that this adds about a quarter.
std::size_t batch_bytes_for(std::size_t limit, std::size_t beside) {
  return std::clamp(limit / (4 * beside), kLeastBatchBytes, kMostBatchBytes);
}

void limit_edge(const Plan& plan, PlannedEdge& edge, std::size_t bytes) {
  edge.batch_bytes = std::min(bytes, edge.batch_bytes.value_or(bytes));
  const ItemType& type = plan.stages[edge.from].output_type(edge.output);
  // Items of one size are counted, not weighed. A power of two, because room for them grows by doubling.
  if (type.footprint == Footprint::fixed)
    edge.batch_size =
        std::min(edge.batch_size, std::bit_floor(std::max<std::size_t>(*edge.batch_bytes / std::max<std::size_t>(type.size, 1), 1)));
}

}  // namespace

void limit_memory(Plan& plan, const Draft& draft) {
  for (PlannedEdge& edge : plan.edges) limit_auto(plan, edge);
  if (draft.config->memory.value) {
    plan.memory = draft.config->memory->bytes;
    std::size_t beside = 0;
    for (const PlannedEdge& edge : plan.edges) beside += beside_limit(plan, edge);
    for (PlannedEdge& edge : plan.edges) limit_edge(plan, edge, batch_bytes_for(*plan.memory, std::max<std::size_t>(beside, 1)));
  }
  for (PlannedEdge& edge : plan.edges) {
    const Setting<Size>& own = draft.stages[edge.to].config->memory;
    if (!own.value) continue;
    edge.memory = own->bytes;
    limit_edge(plan, edge, batch_bytes_for(*edge.memory, beside_limit(plan, edge)));
  }
}

}  // namespace weir::plan
