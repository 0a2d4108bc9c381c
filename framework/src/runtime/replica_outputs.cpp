#include "runtime/replica_outputs.hpp"

#include <algorithm>
#include <utility>

namespace weir::runtime {

ReplicaOutputs::ReplicaOutputs(std::span<Edge* const> edges, std::span<const Nanoseconds> waits, std::size_t named, BatchPool& pool,
                               detail::Ending& ending)
    : deadlines(waits), writers_(edges.size()) {
  for (std::size_t e = 0; e < edges.size(); ++e) {
    writers_[e].open = pool.make(edges[e]->item_type, edges[e]->room);
    writers_[e].limit = edges[e]->auto_batch_size ? 1 : edges[e]->batch_size;  // auto: until something has been measured
    if (!edges[e]->memory) continue;
    writers_[e].limit_bytes = edges[e]->memory->batch_bytes();
    writers_[e].promised = 0;
  }
  for_calls_.writers = writers_;
  for_calls_.named.resize(named);
  for (std::size_t e = 0; e < edges.size();) {
    const std::size_t output = edges[e]->output;
    std::size_t end = e + 1;
    while (end < edges.size() && edges[end]->output == output) ++end;
    (output == 0 ? for_calls_.main : for_calls_.named[output - 1]).edges = std::span(writers_).subspan(e, end - e);
    e = end;
  }
  for_calls_.ending = &ending;
}

bool ReplicaOutputs::has_surplus() const noexcept {
  for (std::size_t e = 0; e < writers_.size(); ++e) {
    if (has_surplus(e)) return true;
  }
  return false;
}

bool ReplicaOutputs::holds_items() const noexcept {
  return std::any_of(writers_.begin(), writers_.end(),
                     [](const detail::EdgeWriter& writer) { return writer.open->size() > 0 || !writer.sealed.empty(); });
}

void ReplicaOutputs::cut() {
  if (!may_send) return;
  for (std::size_t e = 0; e < writers_.size(); ++e) {
    detail::EdgeWriter& writer = writers_[e];
    if (!before_.empty() && before_[e]->size() > 0) {
      writer.open->move_front(*before_[e], writer.open->size());
      std::swap(writer.open, before_[e]);
    }
    while (writer.has_credit() && has_surplus(e)) {
      const std::size_t items = writer.front_of_open();
      if (items == writer.open->size() && !writer.open->is_outsized())
        writer.seal();
      else
        writer.seal_front(items);
    }
    if (writer.open->is_outsized() && !writer.reserved.empty() && !has_surplus(e)) writer.change_open();
    if (writer.open->size() == 0) deadlines.clear(e);
  }
}

SteadyTime ReplicaOutputs::seal_due(SteadyTime time) {
  const SteadyTime next = deadlines.expire(time);
  for (std::size_t e = 0; e < writers_.size(); ++e) {
    if (!has_surplus(e) || !writers_[e].may_seal()) continue;
    // The call began with a credit and a promise for this batch, and would have ended had it made it full.
    writers_[e].seal();
    deadlines.clear(e);
  }
  return next;
}

void ReplicaOutputs::note_open(SteadyTime begun) noexcept {
  for (std::size_t e = 0; e < writers_.size(); ++e) {
    if (writers_[e].open->size() == 0) continue;
    // No item in an open batch came before the call began that put the first one in: early rather than late.
    if (writers_[e].sealed.empty())
      deadlines.open(e, begun);
    else
      deadlines.reopen(e, begun);
  }
}

void ReplicaOutputs::become_head(std::vector<Batch*>& tail) noexcept {
  before_.swap(tail);
  may_send = true;
}

void ReplicaOutputs::leave_head(std::vector<Batch*>& tail) noexcept {
  for (std::size_t e = 0; e < writers_.size(); ++e) std::swap(writers_[e].open, before_[e]);
  before_.swap(tail);
  may_send = false;
}

Amount ReplicaOutputs::unsent(std::size_t edge) const noexcept {
  const detail::EdgeWriter& writer = writers_[edge];
  Amount unsent = writer.open->amount();
  if (!before_.empty()) unsent += before_[edge]->amount();
  for (const Batch* batch : writer.sealed) unsent += batch->amount();
  for (const Batch* batch : writer.reserved) unsent += batch->amount();  // none, unless memory ran out while one was filled
  return unsent;
}

std::size_t ReplicaOutputs::live_batches() const noexcept {
  std::size_t live = 0;
  for (const detail::EdgeWriter& writer : writers_)
    live += writer.reserved.size() + writer.sealed.size() + (writer.open->size() > 0 ? 1 : 0);
  for (const Batch* batch : before_) live += batch->size() > 0 ? 1 : 0;
  return live;
}

}  // namespace weir::runtime
