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
    take(e, std::min(wanted, edges_[e]->most_reserved), outputs.writer(e).reserved);
  }
}

bool OutputCredits::reserve_for_surplus(ReplicaOutputs& outputs) {
  constexpr std::size_t kMostAtOnce = 64;
  bool any = false;
  for (std::size_t e = 0; e < edges_.size(); ++e) {
    if (!outputs.has_surplus(e)) continue;
    detail::EdgeWriter& writer = outputs.writer(e);
    const std::size_t batches = (writer.open->size() + writer.limit - 1) / writer.limit;
    // Some at a time: a batch that does not exist yet is made under the gate. The replica cuts these, settles again, and gets more.
    if (batches > writer.reserved.size()) take(e, std::min(batches - writer.reserved.size(), kMostAtOnce), writer.reserved);
    any = any || !writer.reserved.empty();
  }
  return any;
}

void OutputCredits::take(std::size_t edge, std::size_t wanted, std::vector<Batch*>& to) {
  Credits& credits = edges_[edge]->credits;
  credits.take(std::min(wanted, credits.free()), pool_, edges_[edge]->item_type, to);
}

}  // namespace weir::runtime
