// The calls of a source, which has no input.

#include "runtime/activation.hpp"

namespace weir::runtime {

void Activation::make_source_calls() {
  detail::AnyStage& stage = *work_.instance;
  detail::EdgeWriters& out = work_.outputs.for_calls();
  const StopwatchTime started = engine_.clock().stopwatch();
  work_.timer_set = !gate_.lends();
  while (!work_.finish_called && !engine_.stopping() && work_.outputs.has_room()) {
    set_timer();
    out.note_pushed();
    const bool drains = gate_.draining();
    const bool unread = gate_.has_enough();
    if (unread) stage.lose_readers();
    const bool drained = drains && !stage.drains_itself();
    const bool goes_on = !unread && (!drained || may_have_ended());
    const auto result = goes_on ? stage.advance(nullptr, out) : detail::CallResult::more;
    work_.finish_called = !goes_on || drained || result == detail::CallResult::done;
    // By itself it has ended only if it did not look at the drain.
    const bool by_itself = result == detail::CallResult::done && !work_.ending.told();
    if (work_.finish_called && !by_itself && !gate_.has_enough() && stage.cut_by_drain()) gate_.cut_short();
    const bool waits = result == detail::CallResult::wait;
    if (waits && !work_.finish_called) begin_wait();
    work_.tally.progress = stage.progress();
    if (waits || out.flush) break;
    if (!out.has_pushed()) break;                                // it waits for something outside: let others have this thread
    if (engine_.clock().stopwatch() - started > kLength) break;  // it trickles: what it made may be due, and the report should show it
  }
}

// Of a source in a drain: it may have made all that there is, and not yet been asked for more, because there was no room. Where it does not
// know how much there is, only a call can tell.
bool Activation::may_have_ended() const {
  return !work_.ending.told() && work_.instance->cut_by_drain() && !work_.instance->progress();
}

// For a source that lends its writers, once it has something unsent.
void Activation::set_timer() {
  if (work_.timer_set || !work_.outputs.holds_items()) return;
  engine_.wake_at(later(work_.begun, gate_.shortest_wait()));
  work_.timer_set = true;
}

}  // namespace weir::runtime
