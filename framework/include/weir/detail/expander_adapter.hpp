#pragma once

#include <cstddef>
#include <utility>

#include <weir/detail/adapter.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class S, class Held>
class ExpanderAdapter final : public Adapter<S, Held> {
 public:
  using Adapter<S, Held>::Adapter;
  CallResult advance(Batch* input, EdgeWriters& writers) override {
    CallOutput<typename S::AllOutputs> out(writers);
    if constexpr (kWaitsForInput<S>) {
      if (input == nullptr) return go_on_without_input(out, *writers.ending);
      begun_ = true;
    }
    auto items = static_cast<TypedBatch<typename S::In>*>(input)->items();
    Next next = Next::done;
    for (; next_ < items.size() && !this->had_enough(); ++next_) {
      if (!open_) this->stage_->open(std::move(items[next_]));
      open_ = true;
      if (out.full() || writers.flush || writers.ending->stopped()) return go_on(*input, Next::again);
      next = produce(out, *writers.ending);
      if (this->had_enough()) break;
      if (!uses_up(next)) return go_on(*input, next);
      open_ = false;
    }
    next_ = 0;
    return next == Next::wait && !this->had_enough() ? CallResult::idle : this->used_up();
  }

  void give_up_input() override {
    next_ = 0;
    open_ = false;
  }

 private:
  // What the items before this one were made into has been pushed, so they count as used, however the run ends.
  CallResult go_on(Batch& input, Next next) noexcept {
    if (next_ > 0) input.drop_front(std::exchange(next_, 0));
    return next == Next::wait ? CallResult::wait : CallResult::more;
  }
  // The item.
  [[nodiscard]] bool uses_up(Next next) noexcept {
    if constexpr (kWaitsForInput<S>) {
      if (next == Next::wait) return wait_request_of(*this->stage_)->input;
    }
    return next == Next::done;
  }
  CallResult go_on_without_input(Output<typename S::AllOutputs>& out, Ending& ending) {
    if (!begun_) return CallResult::done;
    if (out.full() || ending.stopped()) return CallResult::more;
    const Next next = produce(out, ending);
    if (this->had_enough() && !wait_request_of(*this->stage_)->input_ended) return CallResult::enough;
    return next == Next::again ? CallResult::more : next == Next::wait ? CallResult::wait : CallResult::done;
  }
  // A drain does not end an item by itself, but a stage that looked at it in its call, and does not say that it waits all the same, has
  // stopped waiting for more. One that takes further items meanwhile goes on until these have ended.
  Next produce(Output<typename S::AllOutputs>& out, Ending& ending) {
    if constexpr (kWaitsForInput<S>) return this->call_produce(out);
    ending.forget();
    try {
      const Next next = this->call_produce(out);
      if (!ending.told() || next == Next::wait) return next;
    } catch (const Stopped&) {
      if (!ending.told()) throw;
    }
    ending.broke_off = true;
    return Next::done;
  }

  std::size_t next_ = 0;  // the item being produced
  bool open_ = false;
  bool begun_ = false;  // of a stage that waits for input: it has had an item
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
