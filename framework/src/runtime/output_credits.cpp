#include "runtime/output_credits.hpp"

#include <algorithm>

namespace weir::runtime {

OutputCredits::OutputCredits(std::vector<Edge*> edges, BatchPool& pool) : edges_(std::move(edges)), pool_(pool) {
  for (const Edge* edge : edges_) {
    waits_.push_back(edge->batch_wait);
    shortest_wait_ = std::min(shortest_wait_, edge->batch_wait);
  }
}

void OutputCredits::reserve(ReplicaOutputs& outputs, std::size_t wanted) {
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    // What is available is taken, also where the edges before this one have just used up the memory that all share.
    take(e, std::min(wanted, edges_[e]->most_reserved), 1, outputs.writer(e));
  }
}

bool OutputCredits::reserve_for_surplus(ReplicaOutputs& outputs) {
  constexpr std::size_t kMostAtOnce = 64;
  bool any = false;
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if (!outputs.has_surplus(e)) continue;
    detail::EdgeWriter& writer = outputs.writer(e);
    std::size_t batches = (writer.open->size() + writer.limit - 1) / writer.limit;
    if (writer.weighs()) batches = std::min(batches + writer.open->bytes() / writer.limit_bytes, writer.open->size());
    // Some at a time: a batch that does not exist yet is made under the gate. The replica cuts these, settles again, and gets more.
    if (batches > writer.reserved.size()) take(e, std::min(batches - writer.reserved.size(), kMostAtOnce), 0, writer);
    any = any || !writer.reserved.empty();
  }
  return any;
}

void OutputCredits::take(std::size_t edge, std::size_t wanted, std::size_t least, detail::EdgeWriter& writer) {
  Credits& credits = edges_[edge]->credits;
  std::optional<EdgeMemory>& memory = edges_[edge]->memory;
  std::size_t batches = std::min(wanted, credits.free());
  if (memory && batches > 0) batches = memory->promise(batches, least, writer.promised);
  credits.take(batches, pool_, edges_[edge]->item_type, writer.reserved, memory.has_value());
}

}  // namespace weir::runtime
