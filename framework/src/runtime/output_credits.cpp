#include "runtime/output_credits.hpp"

#include <algorithm>

namespace weir::runtime {

OutputCredits::OutputCredits(std::vector<Edge*> edges, BatchPool& pool) : edges_(std::move(edges)), pool_(pool) {
  for (const Edge* edge : edges_) {
    waits_.push_back(edge->batch_wait);
    shortest_wait_ = std::min(shortest_wait_, edge->batch_wait);
  }
}

void OutputCredits::reserve(ReplicaOutputs& outputs, std::size_t wanted, bool all) {
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    take(e, std::min(wanted, all ? edges_[e]->most_reserved_by_one : edges_[e]->most_reserved), outputs.writer(e));
  }
}

bool OutputCredits::reserve_for_surplus(ReplicaOutputs& outputs) {
  bool any = false;
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if (!outputs.has_surplus(e)) continue;
    detail::EdgeWriter& writer = outputs.writer(e);
    std::size_t batches = (writer.open->size() + writer.limit - 1) / writer.limit;
    if (writer.weighs()) batches = std::min(batches + writer.open->bytes() / writer.limit_bytes, writer.open->size());
    top_up(e, batches, writer);
    any = any || writer.has_credit();
  }
  return any;
}

// One is taken in any case, if there is a credit: that there was memory has been seen, but the edges before this one may just have used up
// what all share.
void OutputCredits::take(std::size_t edge, std::size_t wanted, detail::EdgeWriter& writer) {
  Edge& to = *edges_[edge];
  std::size_t batches = std::min(wanted, to.credits.free());
  if (to.memory && batches > 0) batches = to.memory->promise(batches, 1, writer.promised);
  to.credits.take(batches, pool_, to.item_type, writer.reserved, to.room);
}

// Some at a time: a batch that does not exist yet is made under the gate. The replica cuts these, settles again, and gets more. Credits and
// a promise are for the same batches, but credits may be left of batches that turned out larger than was promised.
void OutputCredits::top_up(std::size_t edge, std::size_t batches, detail::EdgeWriter& writer) {
  constexpr std::size_t kMostAtOnce = 64;
  Edge& to = *edges_[edge];
  const std::size_t had = writer.reserved.size();
  batches = std::min(batches, had + std::min(to.credits.free(), kMostAtOnce));
  if (to.memory && batches > 0) batches = to.memory->top_up(batches, writer.promised);
  if (batches > had) to.credits.take(batches - had, pool_, to.item_type, writer.reserved, to.room);
}

}  // namespace weir::runtime
