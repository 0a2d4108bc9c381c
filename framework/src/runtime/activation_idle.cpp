// The calls without input of a stage that waits for input, too.

#include <exception>

#include "runtime/activation.hpp"

namespace weir::runtime {

// It would be called with what it has in hand next, which ends its wait.
bool Activation::goes_on_idle() {
  use_up_front();
  work_.idles = true;
  if (work_.in_hand.any()) return !work_.outputs.for_calls().flush && !shares_input();
  begin_wait();
  return false;
}

// Of a stage that waits for input, between two items or when all input has ended. Returns whether it has nothing more to do without.
bool Activation::make_calls_without_input() {
  work_.idles = false;
  if (gate_.is_unread() || (gate_.has_enough() && !work_.finishing)) return true;
  detail::EdgeWriters& out = work_.outputs.for_calls();
  const StopwatchTime started = work_.call.began();
  work_.instance->wait_request()->input_ended = work_.finishing;
  do {
    out.note_pushed();
    const auto result = work_.instance->advance(nullptr, out);
    if (work_.rejects.error) std::rethrow_exception(work_.rejects.error);
    if (result == detail::CallResult::enough) note_enough();
    if (result == detail::CallResult::done || result == detail::CallResult::enough) return true;
    work_.idles = true;
    if (result == detail::CallResult::wait) begin_wait();
  } while (!work_.is_waiting() && !trickles(started) && !engine_.stopping() && work_.outputs.has_room());
  return false;
}

}  // namespace weir::runtime
