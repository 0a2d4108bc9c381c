#pragma once

// The calls that the test kit makes of a stage, as the engine does.

#include <cstddef>
#include <utility>
#include <vector>

#include <weir/detail/any_stage.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Calls `f` with the items in batches, which a stage may move from.
template <class T, class F>
void for_each_batch(std::vector<T>& items, std::size_t batch_size, F f) {
  TypedBatch<T> batch;
  for (auto&& item : items) {
    batch.add([&item] { return T(std::move(item)); });
    if (batch.size() < batch_size) continue;
    f(batch);
    batch.clear();
  }
  if (batch.size() > 0) f(batch);
}

/// Waits, in the thread of the caller, until something has happened that a stage has said it waits for. Throws `Error` when nothing has
/// after 10 seconds, or when it has said nothing; null for a stage that cannot wait.
void wait_by_hand(const WaitRequest* request);

/// Calls a stage as the engine does until it has used up its input, and `called` after each call.
template <class Called>
void call_to_the_end(AnyStage& stage, Batch* input, EdgeWriters& writers, Called called) {
  for (CallResult result = CallResult::more; result == CallResult::more || result == CallResult::wait;) {
    writers.flush = false;
    result = stage.advance(input, writers);
    called();
    if (result == CallResult::wait) wait_by_hand(stage.wait_request());
  }
}

/// The same; not at all once it has had enough.
template <class Called>
void call(AnyStage& stage, Batch* input, EdgeWriters& writers, Called called) {
  if (!stage.wants_nothing()) call_to_the_end(stage, input, writers, called);
}

/// Makes the calls that follow when all input has come, and finishes it.
template <class S, class Called>
void end_input_and_finish(AnyStage& stage, EdgeWriters& writers, Called called) {
  if constexpr (kWaitsForInput<S>) {
    stage.wait_request()->input_ended = true;
    call_to_the_end(stage, nullptr, writers, called);
  }
  stage.finish(writers);
}

/// Calls it for all of its items, in batches, and then finishes it.
template <class S, class T, class Called>
void call_and_finish(AnyStage& stage, std::vector<T>& items, std::size_t batch_size, EdgeWriters& writers, Called called) {
  for_each_batch(items, batch_size, [&](TypedBatch<T>& batch) { call(stage, &batch, writers, called); });
  end_input_and_finish<S>(stage, writers, called);
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
