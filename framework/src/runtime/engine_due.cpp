// Part-filled batches that are sent on: when they have waited long enough, or when their stage says so.

#include "runtime/engine.hpp"

namespace weir::runtime {

void Engine::note_open(const Gate& gate, Replica& replica) {
  if (gate.shortest_wait() == 0) return;
  for (std::size_t p = 0; p < replica.writers.size(); ++p) {
    if (gate.out_edges()[p]->batch_wait == 0 || replica.writers[p].open->size() == 0) continue;
    // No item in an open batch came before the call began that put the first one in: early rather than late.
    if (replica.open[p].since == 0 || !replica.writers[p].sealed.empty()) replica.open[p] = {replica.begun, false};
  }
}

// Where nothing is open now, an ordered stage may still have a part-filled batch that the head before left.
void Engine::mark_due(Replica& replica) {
  for (Waiting& open : replica.open) open.due = true;
}

// A source whose call waits for something outside has lent its writers: what is due goes on from here, by the rules of the end of a call.
Nanoseconds Engine::send_lent(Gate& gate, Nanoseconds time, Works& works) {
  Replica& replica = gate.replica(0);
  if (replica.call_began.load(std::memory_order_relaxed) == 0) return 0;  // it is about to settle, or will set the alarm anew
  std::atomic<bool>& lent = replica.output.lent;
  if (!lent.exchange(false, std::memory_order_acquire)) return later(time, gate.shortest_wait());
  struct GiveBack {
    std::atomic<bool>& lent;
    ~GiveBack() { lent.store(true, std::memory_order_release); }
  } const give_back{lent};
  note_open(gate, replica);
  const Nanoseconds next = gate.seal_due(replica, time);
  put_sealed(gate, replica, stopwatch(), works);
  replica.alarm_set = next != 0;
  return next;
}

Nanoseconds Engine::flush_due(Nanoseconds time, Works& works) {
  Nanoseconds next = 0;
  for (auto& gate : gates_) {
    next = earlier(next, gate->flush_due(time, works));
    if (gate->lends()) next = earlier(next, send_lent(*gate, time, works));
  }
  return next;
}

}  // namespace weir::runtime
