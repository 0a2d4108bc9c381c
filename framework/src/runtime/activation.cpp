#include "runtime/activation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include <weir/error.hpp>

namespace weir::runtime {

Activation::Activation(Engine& engine, Work work, Handoff& handoff)
    : engine_(engine), gate_(engine.gate(work.stage)), work_(gate_.work_of(work.replica)), handoff_(handoff) {}

void Activation::run() {
  if (gate_.may_sleep()) engine_.release(work_);
  return_credits();
  call();
  // While the replica is still this thread's: another may have it as soon as it has settled.
  const std::string last_reject = gate_.stage().max_errors ? work_.rejects.last : std::string();
  Works& next = handoff_.next;
  Works& own = handoff_.own_;
  own.clear();
  Settled settled;
  if (gate_.may_sleep() && work_.is_waiting()) engine_.hold(work_);  // before it may be handed out again
  if (work_.shares && gate_.stage().factory.one_by_one()) share_front();
  do {
    work_.outputs.cut();
    engine_.put_sealed(gate_, work_, handoff_.time_, next);
    settled = gate_.settle(work_, handoff_.time_, own);
  } while (settled.next == NextStep::cut);
  if (had_enough_) tell_producers();
  if (settled.due != kNever) engine_.wake_at(settled.due);
  if (settled.too_many_rejects)
    engine_.fail(
        std::make_exception_ptr(StageError(gate_.stage().name, work_.index, std::make_exception_ptr(too_many_rejects(last_reject)))));
  else if (settled.closes)
    engine_.finish(gate_, handoff_.time_, next);
  // Spawned first to last, run last to first: the nearest stage downstream, then those further on, then this one again.
  if (next.size() > 1) std::reverse(next.begin(), next.end());
  if (!own.empty()) next.insert(next.begin(), own.begin(), own.end());
}

// At once, before this replica's own call, which may be long.
void Activation::return_credits() {
  Works& upstream = handoff_.upstream_;
  upstream.clear();
  InHand& in_hand = work_.in_hand;
  for (std::size_t e = 0; e < in_hand.owed.size(); ++e) {
    const Home owed = std::exchange(in_hand.owed[e], {});
    if (owed.credits == 0) continue;
    Edge& edge = *gate_.in_edges()[e];
    engine_.gate(edge.from).give_back(edge, owed, in_hand.emptied, handoff_.time_, upstream);
  }
  for (const Work work : upstream) engine_.executor().spawn(work);
}

void Activation::tell_producers() {
  Works& upstream = handoff_.upstream_;
  upstream.clear();
  engine_.have_enough(gate_, handoff_.time_, upstream);
  for (const Work work : upstream) engine_.executor().spawn(work);
}

// What came for a stage that takes no more.
void Activation::drop_unwanted() {
  InHand& in_hand = work_.in_hand;
  work_.end_wait();
  for (; in_hand.any(); in_hand.use_up_front()) {
    ++work_.tally.batches_dropped;
    work_.tally.items_dropped += in_hand.front().size();
    work_.tally.rows_dropped += in_hand.front().rows();
  }
}

// `last`: why this replica rejected its last item; empty when it has rejected none.
Error Activation::too_many_rejects(const std::string& last) const {
  return Error(fmt::format("more items were rejected than 'max_errors: {}' allows{}{}", gate_.stage().max_errors->text(),
                           last.empty() ? "" : "; one of the last: ", last));
}

void Activation::call() {
  if (gate_.takes_no_more()) drop_unwanted();
  if (work_.is_waiting()) return;  // it was handed out for what it has made, or an ordered stage had its turn
  engine_.unwatch(work_);          // the call may close what it has waited for
  // A source's call may wait for something outside, so what is due goes before it.
  const bool has_work = gate_.is_source() ? !work_.finish_called && !work_.outputs.deadlines.any_due() : work_.may_be_called();
  if (!has_work || engine_.stopping() || !work_.outputs.has_room()) return;
  const std::uint64_t batches_before = work_.tally.batches_in;
  if (gate_.has_waits()) work_.begun = engine_.clock().now();
  const StopwatchTime started = engine_.clock().stopwatch();
  handoff_.overhead_ += started - handoff_.time_;
  work_.call.begin(started);
  work_.outputs.for_calls().hurry = gate_.may_share() ? handoff_.hurry : nullptr;
  try {
    engine_.executor().isolate([](void* activation) { static_cast<Activation*>(activation)->make_calls(); }, this);
  } catch (...) {
    note_exception();
  }
  work_.call.end();
  handoff_.time_ = engine_.clock().stopwatch();
  after_calls(batches_before, std::max(handoff_.time_ - started, Nanoseconds(0)));
}

void Activation::after_calls(std::uint64_t batches_before, Nanoseconds busy) {
  ReplicaOutputs& outputs = work_.outputs;
  work_.tally.busy += busy;
  if (gate_.has_waits()) outputs.note_open(work_.begun);
  // Where nothing is open here, an ordered stage may still have a part-filled batch that the head before left: so all, not the open ones.
  const bool ends = work_.finish_called && outputs.ends_stream;
  if (std::exchange(outputs.for_calls().flush, false) || ends) outputs.deadlines.expire_all();
  size_bulk(work_.tally.batches_in - batches_before, busy);
}

void Activation::size_bulk(std::uint64_t batches, Nanoseconds busy) {
  std::size_t sealed = 1;
  for (const detail::EdgeWriter& writer : work_.outputs.writers()) sealed = std::max(sealed, writer.sealed.size());
  work_.last_sealed = sealed;
  const auto moved = static_cast<std::int64_t>(gate_.is_source() ? sealed : std::max<std::uint64_t>(batches, 1));
  const auto affordable = static_cast<std::size_t>(kLength * moved / std::max(busy, Nanoseconds(1)));
  work_.bulk = std::clamp<std::size_t>(affordable, 1, std::min(work_.bulk * 2, gate_.max_bulk()));
}

// One call, of each batch: so it is to be a part of the loop that makes them. What a stage that survives its errors has used up counts,
// also where an error then ends the run.
inline detail::CallResult Activation::advance(Batch& input) {
  detail::EdgeWriters& out = work_.outputs.for_calls();
  const std::size_t items = input.size();
  if (work_.counts_rows) work_.rows_before = input.rows();
  out.note_pushed();
  try {
    const auto result = work_.instance->advance(&input, out);
    if (work_.rejects.error) std::rethrow_exception(work_.rejects.error);
    const bool is_used_up =
        result == detail::CallResult::done || result == detail::CallResult::idle || result == detail::CallResult::enough;
    work_.tally.items_in += is_used_up ? items : items - input.size();
    if (work_.counts_rows) count_rows(is_used_up ? 0 : input.rows());
    return result;
  } catch (...) {
    work_.tally.items_in += items - input.size();
    if (work_.counts_rows) count_rows(input.rows());
    throw;
  }
}

// After a call that has left so many of the rows of its input.
void Activation::count_rows(std::uint64_t left) noexcept {
  work_.tally.rows_in += work_.rows_before - left;
}

void Activation::make_calls() {
  if (gate_.is_source()) return make_source_calls();
  const StopwatchTime started = work_.call.began();
  while (work_.in_hand.any() && !gate_.takes_no_more() && !engine_.stopping() && work_.outputs.has_room()) {
    const auto result = advance(work_.in_hand.front());
    if (result == detail::CallResult::done) {  // as nearly always
      use_up_front();
      if (work_.outputs.for_calls().flush || shares_input()) return;
    } else if (!goes_on_after(result, started)) {
      return;
    }
  }
  if (gate_.takes_no_more()) drop_unwanted();
  if (work_.in_hand.any() || !work_.may_be_called() || engine_.stopping() || !work_.outputs.has_room()) return;
  if (gate_.waits_for_input() && !make_calls_without_input()) return;
  if (work_.finishing) make_last_call();
}

inline void Activation::use_up_front() {
  work_.in_hand.use_up_front();
  ++work_.tally.batches_in;
}

// Of a call with a result other than `done`; the first of them was `started`. Returns whether there may be another call.
bool Activation::goes_on_after(detail::CallResult result, StopwatchTime started) {
  const detail::EdgeWriters& out = work_.outputs.for_calls();
  if (result == detail::CallResult::idle) return goes_on_idle();
  if (result == detail::CallResult::wait) begin_wait();
  if (result == detail::CallResult::later)
    work_.wait(WaitsFor::next_try, std::min(later(engine_.clock().now(), gate_.stage().backoff), kNever - Nanoseconds(1)));
  if (result == detail::CallResult::wait || result == detail::CallResult::later) return false;
  if (result == detail::CallResult::more && out.leaves_rest() && gate_.stage().role != Role::expander) {
    work_.shares = true;
    return false;
  }
  if (result == detail::CallResult::more) return !trickles(started);
  use_up_front();
  if (result == detail::CallResult::enough) note_enough();
  return !out.flush && !shares_input();
}

// An expander does, or waits, as a source: let others have this thread, and what it made may be due.
bool Activation::trickles(StopwatchTime started) const {
  const detail::EdgeWriters& out = work_.outputs.for_calls();
  return out.flush || !out.has_pushed() || engine_.clock().stopwatch() - started > kLength;
}

void Activation::note_enough() {
  had_enough_ = true;
  gate_.mark_enough();
}

// From here on what the call has said it waits for may have happened.
void Activation::begin_wait() {
  if (gate_.meets_host()) return work_.wait(WaitsFor::host, kNever);
  const detail::WaitRequest* request = work_.instance->wait_request();
  if (request == nullptr) throw Error("its call returned Next::wait, but its class does not derive from weir::Waits");
  if (request->empty())
    throw Error(
        "its call returned Next::wait and has not said what it waits for: call wait_readable, wait_until or another of weir::Waits");
  if (engine_.watch(gate_, work_, *request)) work_.wait(WaitsFor::outside, request->until);
}

// A limit is looked at before it: a sink makes its output visible there.
void Activation::make_last_call() {
  detail::AnyStage& stage = *work_.instance;
  detail::EdgeWriters& out = work_.outputs.for_calls();
  out.note_pushed();
  if (gate_.ends_with_too_many_rejects()) throw too_many_rejects(work_.rejects.last);
  work_.finish_called = true;
  if (work_.ending.broke_off) gate_.cut_short();
  if (gate_.is_output_closed()) return;
  if (gate_.is_cut_short())
    stage.finish_partial(out);
  else
    stage.finish(out);
  if (work_.rejects.error) std::rethrow_exception(work_.rejects.error);
}

// What comes next in its hand would wait for one long call after another, and other replicas may be free.
bool Activation::shares_input() {
  if (handoff_.hurry == nullptr || !handoff_.hurry->load(std::memory_order_relaxed)) return false;
  work_.shares = gate_.may_share() && work_.in_hand.left() > 1;
  return work_.shares;
}

// Other replicas may have nothing to do: then each is to have a part of the batch that this one has begun.
void Activation::share_front() {
  std::vector<Batch*>& in_hand = work_.in_hand.batches;
  const std::size_t front = work_.in_hand.next;
  const std::size_t before = in_hand.size();
  gate_.add_parts(work_);
  const std::size_t parts = in_hand.size() - before;
  for (std::size_t p = 0; p < parts; ++p) {
    Batch& rest = *in_hand[front];
    rest.move_front(*in_hand[before + p], rest.size() / (parts - p + 1));
  }
}

// What a call that has thrown took is not counted as taken, so what it made is not counted as made.
void Activation::uncount_call() noexcept {
  work_.outputs.for_calls().forget_pushed();
}

// Of a call of the stage; the exception is the current one.
void Activation::note_exception() {
  auto error = std::make_exception_ptr(StageError(gate_.stage().name, work_.index, std::current_exception()));
  try {
    throw;
  } catch (const OutputClosed&) {
    if (gate_.stage().role == Role::sink) return engine_.close_output(gate_, std::move(error));
    uncount_call();
    engine_.fail(std::move(error));
  } catch (const Stopped&) {
    // It ends in its next call: because of a drain, or because nobody reads it.
    if (!engine_.stopping() && gate_.is_source() && (work_.ending.told() || gate_.has_enough())) return;
    uncount_call();
    if (engine_.stopping())
      work_.finish_called = false;  // a last call that was broken off has not finished the stage
    else
      engine_.fail(std::move(error));
  } catch (...) {
    uncount_call();
    engine_.fail(std::move(error));
  }
}

}  // namespace weir::runtime
