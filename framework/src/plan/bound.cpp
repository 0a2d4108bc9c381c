#include <algorithm>
#include <bit>
#include <limits>

#include <weir/plan.hpp>

#include "plan/bound.hpp"

namespace weir {

namespace plan {

std::size_t saturating_multiply(std::size_t a, std::size_t b) noexcept {
  std::size_t product = 0;
  return __builtin_mul_overflow(a, b, &product) ? std::numeric_limits<std::size_t>::max() : product;
}

std::size_t saturating_add(std::size_t a, std::size_t b) noexcept {
  std::size_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::size_t>::max() : sum;
}

std::optional<std::size_t> largest_item(const Plan& plan, const PlannedEdge& edge) {
  const PlannedStage& producer = plan.stages[edge.from];
  const ItemType& type = producer.output_type(edge.output);
  if (type.footprint == Footprint::fixed) return type.size;
  return edge.output == 0 ? producer.factory.memory().item : std::nullopt;
}

std::size_t most_capacity(const PlannedEdge& edge, const ItemType& type) noexcept {
  const std::size_t most = std::bit_ceil(std::min(edge.batch_size, std::numeric_limits<std::size_t>::max() / 2));
  if (!edge.batch_bytes) return most;
  return std::clamp<std::size_t>(saturating_multiply(2, *edge.batch_bytes) / type.size, 1, most);
}

std::size_t filling_batches(const Plan& plan, const PlannedEdge& edge) noexcept {
  const PlannedStage& producer = plan.stages[edge.from];
  return producer.replicas + (producer.ordered ? 1 : 0);
}

}  // namespace plan

using plan::filling_batches;
using plan::largest_item;
using plan::saturating_add;
using plan::saturating_multiply;

namespace {

// Batches in the hands of a stage's replicas: each has its share, or one all there is (`Gate::may_take_all`) and any others their share.
std::size_t in_hand_limit(std::size_t depth, const PlannedStage& stage) {
  const std::size_t share = bulk_limit(depth, stage.replicas);
  const std::size_t one = stage.ordered ? share : bulk_limit(depth, 1);
  return plan::saturating_add(plan::saturating_multiply(stage.replicas - 1, share), one);
}

// What a batch takes of the heap beside its items: itself, and its place in lists.
constexpr std::size_t kBatchBytes = 256;

// The bytes of a batch, as far as anybody can tell.
struct BatchBytes {
  std::optional<std::size_t> most;
  std::size_t item_bytes = 0;  // of the largest item, where it is not known: if it has more, so has the batch
  std::size_t room = 0;        // of that, for items; while it grows, the old one is held beside it, which is half as large

  // What is kept when it is emptied, where it weighs.
  [[nodiscard]] std::size_t kept() const noexcept { return std::min(room, detail::Batch::kMostKept); }
};

class BoundOfPlan {
 public:
  explicit BoundOfPlan(const Plan& plan) : plan_(plan) {
    bound_.bytes = plan.memory.value_or(0);
    for (const PlannedEdge& edge : plan.edges) batch_bytes_.push_back(batch_bytes(edge));
  }

  Bound get() {
    for (std::size_t e = 0; e < plan_.edges.size(); ++e) add_edge(e);
    for (const PlannedStage& stage : plan_.stages) add_stage(stage);
    if (!bound_.unknown.empty()) bound_.bytes = std::nullopt;
    if (!bound_.bytes) bound_.item_bytes = bound_.large_items = 0;
    return bound_;
  }

 private:
  void hold(std::size_t batches, std::size_t batch_size) {
    bound_.batches = saturating_add(bound_.batches, batches);
    bound_.items = saturating_add(bound_.items, saturating_multiply(batches, batch_size));
  }
  void hold_bytes(std::size_t batches, std::size_t bytes) {
    bound_.bytes = saturating_add(*bound_.bytes, saturating_multiply(batches, bytes));
  }

  [[nodiscard]] BatchBytes batch_bytes(const PlannedEdge& edge) const {
    const ItemType& type = plan_.stages[edge.from].output_type(edge.output);
    const auto known = largest_item(plan_, edge);
    if (!known && !edge.batch_bytes) return {};
    const std::size_t item = known ? *known : *edge.batch_bytes;
    const std::size_t room = room_of(edge, type);
    std::size_t most = saturating_add(room, saturating_multiply(edge.batch_size, item - std::min(item, type.size)));
    // Its room doubles when it holds less than makes it complete, and then the last item comes.
    if (edge.batch_bytes) most = std::min(most, saturating_add(saturating_multiply(2, *edge.batch_bytes), item));
    return {most, known ? 0 : item, room};
  }

  // Emptied batches go to any edge of their reader.
  [[nodiscard]] std::size_t room_of(const PlannedEdge& edge, const ItemType& type) const noexcept {
    std::size_t capacity = 0;
    for (const std::size_t e : plan_.stages[edge.to].in_edges) capacity = std::max(capacity, plan::most_capacity(plan_.edges[e], type));
    return saturating_multiply(capacity, type.size);
  }

  // In the queue or promised to a replica, and those that replicas fill.
  void add_edge(std::size_t e) {
    const PlannedEdge& edge = plan_.edges[e];
    const std::size_t filling = filling_batches(plan_, edge);
    hold(edge.queue_depth, edge.batch_size);
    hold(filling, edge.batch_size);
    const BatchBytes& batch = batch_bytes_[e];
    if (!batch.most) return bound_.unknown.push_back(e);
    // The head of an ordered stage puts its batch behind what the one before has left: for a moment that is one of twice the room.
    const std::size_t growing = filling + (plan_.stages[edge.from].ordered ? 2 : 0);
    hold_bytes(growing, batch.room / 2);
    hold_bytes(saturating_add(edge.queue_depth, filling), kBatchBytes);
    if (edge.batch_bytes)
      add_limited(edge, filling, batch);
    else
      hold_bytes(saturating_add(edge.queue_depth, filling), *batch.most);
  }

  // The limit of the whole file is counted once. Beyond it there may be the last batch that was promised, what each replica has sealed
  // beyond its promise, and what it is filling.
  void add_limited(const PlannedEdge& edge, std::size_t filling, const BatchBytes& batch) {
    if (!plan_.memory) bound_.bytes = saturating_add(*bound_.bytes, edge.memory.value_or(0));
    hold_large(1 + 2 * filling, batch);
    hold_bytes(saturating_add(edge.queue_depth, filling), batch.kept());
  }

  // Batches that are as large as they get.
  void hold_large(std::size_t batches, const BatchBytes& batch) {
    hold_bytes(batches, *batch.most);
    if (batch.item_bytes == 0) return;
    bound_.item_bytes = bound_.item_bytes == 0 ? batch.item_bytes : std::min(bound_.item_bytes, batch.item_bytes);
    bound_.large_items = saturating_add(bound_.large_items, batches);
  }

  void add_stage(const PlannedStage& stage) {
    bound_.held = saturating_add(bound_.held, stage.held_bytes());
    add_in_hand(stage);
    add_host_queue(stage);
    add_ahead(stage);
  }

  // Each as large as those that it pushes, which is known of the edge that takes the most at once.
  void add_ahead(const PlannedStage& stage) {
    const std::size_t items = saturating_multiply(stage.replicas, stage.factory.memory().ahead);
    bound_.items = saturating_add(bound_.items, items);
    const auto main =
        std::find_if(stage.out_edges.begin(), stage.out_edges.end(), [&](std::size_t e) { return plan_.edges[e].output == 0; });
    if (items == 0 || main == stage.out_edges.end()) return;
    const PlannedEdge& edge = plan_.edges[*main];
    const auto known = largest_item(plan_, edge);
    if (known)
      hold_bytes(items, *known);
    else if (edge.batch_bytes)
      hold_large(items, {edge.batch_bytes, *edge.batch_bytes});
  }

  // What replicas have taken but not yet processed.
  void add_in_hand(const PlannedStage& stage) {
    if (stage.in_edges.empty()) return;
    std::size_t deepest = 0, batch_size = 0, batch_bytes = 0;
    BatchBytes largest{0};
    bool limited = true;
    for (const std::size_t e : stage.in_edges) {
      const PlannedEdge& edge = plan_.edges[e];
      deepest = std::max(deepest, edge.queue_depth);
      batch_size = std::max(batch_size, edge.batch_size);
      batch_bytes = std::max(batch_bytes, edge.batch_bytes.value_or(0));
      largest.most = std::max(largest.most, batch_bytes_[e].most);
      largest.item_bytes = std::max(largest.item_bytes, batch_bytes_[e].item_bytes);
      largest.room = std::max(largest.room, batch_bytes_[e].room);
      limited = limited && edge.batch_bytes;
    }
    const std::size_t in_bulk = in_hand_limit(deepest, stage);
    if (limited) hold_bytes(in_bulk, largest.kept());                         // those that are emptied
    const std::size_t copies = stage.survives_errors() ? stage.replicas : 0;  // of the items that a call may leave changed
    hold(in_bulk, batch_size);
    hold(copies, batch_size);
    hold_bytes(saturating_add(in_bulk, copies), kBatchBytes);
    hold_bytes(copies, largest.room / 2);
    // Where memory is limited, a replica stops taking when it has as much as makes a batch: then the last may have made it more.
    if (limited && in_bulk > stage.replicas) hold_bytes(stage.replicas, batch_bytes);
    // Parts of a batch for the other replicas (`Gate::add_parts`): the items are the same, but each may have room for as many.
    const std::size_t parts = stage.factory.one_by_one() && !stage.ordered && batch_bytes == 0 ? stage.replicas - 1 : 0;
    bound_.batches = saturating_add(bound_.batches, parts);
    hold_bytes(parts, saturating_add(kBatchBytes, largest.room));
    hold_large(saturating_add(limited ? stage.replicas : in_bulk, copies), largest);
  }

  void add_host_queue(const PlannedStage& stage) {
    const std::size_t items = stage.factory.host_queue_items();
    bound_.items = saturating_add(bound_.items, items);
    if (items == 0) return;
    const std::size_t e = stage.role == Role::source ? stage.out_edges.front() : stage.in_edges.front();
    const auto item = largest_item(plan_, plan_.edges[e]);
    if (item)
      hold_bytes(items, *item);
    else if (std::find(bound_.unknown.begin(), bound_.unknown.end(), e) == bound_.unknown.end())
      bound_.unknown.push_back(e);
  }

  const Plan& plan_;
  std::vector<BatchBytes> batch_bytes_;  // of each edge
  Bound bound_;
};

}  // namespace

std::size_t bulk_limit(std::size_t queue_depth, std::size_t replicas) noexcept {
  constexpr std::size_t kMostInBulk = 32;
  return std::clamp<std::size_t>(queue_depth / std::max<std::size_t>(replicas, 1), 1, kMostInBulk);
}

std::size_t PlannedStage::held_bytes() const noexcept {
  const StageMemory& memory = factory.memory();
  const std::size_t replica = memory.replica == StageMemory::kNoLimit ? 0 : memory.replica.value_or(0);
  return saturating_add(memory.shared, saturating_multiply(replicas, replica));
}

bool Plan::is_read(const PlannedStage& stage, std::size_t output) const {
  return std::any_of(stage.out_edges.begin(), stage.out_edges.end(), [&](std::size_t edge) { return edges[edge].output == output; });
}

Bound Plan::bound() const {
  return BoundOfPlan(*this).get();
}

}  // namespace weir
