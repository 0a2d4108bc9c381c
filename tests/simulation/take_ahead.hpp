#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "simulation/watched.hpp"

namespace weir::simulation {

/// What it makes of an item it sends some time, with other items between.
class TakeAhead final : public Expander<Item, Split>, public SleeperOf<WaitsForInput>, private Watched {
 public:
  TakeAhead(const Node& node, std::size_t index, Record& record) : SleeperOf(record), Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void open(Item&& item) override {
    const Call call(*this);
    if (input_ended()) seen_->called_too_early = true;
    begun_ = true;
    if (wanted(1) == 0) return;
    append_outputs(node_, item.value(), made_);
    if (is_rejected(node_, item.value())) reject(std::move(item), "not this one");
  }
  Next produce(Output<Split>& out) override {
    const Call call(*this, input_ended() ? With::no_input : With::input);
    if (!begun_) seen_->called_too_early = true;
    const std::uint64_t draw = mix(node_.salt + ++turns_);
    flush_at_times(out);
    if (!push_some(out, input_ended() ? made_[0].size() + made_[kOther].size() : draw % 16)) return Next::again;
    if (has_enough()) enough();
    return input_ended() ? end() : go_on(draw / 16);
  }
  void finish(Output<Split>&) override {
    const Call call(*this, With::finish);
    ++seen_->finishes;
  }

 private:
  // False when there is no room.
  bool push_some(Output<Split>& out, std::size_t most) {
    for (const std::size_t o : {std::size_t{0}, kOther}) {
      for (; next_[o] < made_[o].size() && most > 0; ++next_[o], --most) {
        if (out.full()) return false;
        Item item(made_[o][next_[o]]);
        o == kOther ? out.to<"other">().push(std::move(item)) : out.push(std::move(item));
      }
    }
    return true;
  }
  Next end() { return sleeps(node_, *seen_) ? Next::wait : Next::done; }
  // It may wait with the item, without, or for nothing but the next; and sometimes it is to be called again at once.
  Next go_on(std::uint64_t draw) {
    if (draw % 4 == 0) return Next::done;
    if (draw % 4 != 1 && sleeps(node_, *seen_)) {
      if (draw % 4 == 2) wait_for_input();
      return Next::wait;
    }
    if (next_[0] < made_[0].size() && draw % 8 < 4) wait_for(std::chrono::nanoseconds(0));
    wait_for_input();
    return Next::wait;
  }

  bool begun_ = false;
  std::uint64_t turns_ = 0;
  Made made_;
  std::array<std::size_t, 2> next_{};
};

}  // namespace weir::simulation
