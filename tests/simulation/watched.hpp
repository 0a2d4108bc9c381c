#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <stdexcept>

#include <weir/stage.hpp>

#include "simulation/random_graph.hpp"
#include "simulation/stages.hpp"
#include "simulation/world.hpp"

namespace weir::simulation {

using Split = Outputs<Item, Named<"other", Item>>;

/// What every stage here shares: it watches that one thread at a time is in it, and throws when its node says so.
class Watched {
 public:
  Watched(const Node& node, std::size_t index, Record& record)
      : node_(node),
        index_(index),
        first_thrower_(record.first_thrower),
        sent_(record.sent[index]),
        came_(record.came[index]),
        calls_(record.calls[index]),
        finishes_(record.finishes[index]) {
    const std::lock_guard lock(record.mutex);
    seen_ = record.stages[index].emplace_back(std::make_unique<Seen>()).get();
  }

 protected:
  enum class With { input, no_input, finish };

  class Call {
   public:
    explicit Call(Watched& stage, With with = With::input) : seen_(*stage.seen_) {
      if (seen_.in_use.exchange(true, std::memory_order_relaxed)) seen_.shared = true;
      if (seen_.finishes > 0 || (with == With::input && stage.finishes_.load() > 0)) seen_.called_after_finish = true;
      if (with == With::finish) ++stage.finishes_;
      const std::size_t call = stage.calls_.fetch_add(1, std::memory_order_relaxed);
      if (stage.node_.throws_at != call) return;
      seen_.in_use = false;
      std::size_t nobody = Record::kNone;
      stage.first_thrower_.compare_exchange_strong(nobody, stage.index_);
      if (stage.node_.throws_odd) throw 42;
      throw std::runtime_error("thrown on purpose");
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call() { seen_.in_use.store(false, std::memory_order_relaxed); }

   private:
    Seen& seen_;
  };

  const Node& node_;
  const std::size_t index_;
  std::atomic<std::size_t>& first_thrower_;
  std::atomic<std::size_t>& sent_;
  std::atomic<std::size_t>& came_;
  std::atomic<std::size_t>& calls_;

  // How many of so many items the stage takes; all, unless it is to have enough some time.
  std::size_t wanted(std::size_t items) {
    if (!node_.enough_after) return items;
    const std::size_t before = came_.fetch_add(items);
    return std::min(items, *node_.enough_after - std::min(*node_.enough_after, before));
  }
  // Whether a source has sent all.
  [[nodiscard]] bool ended(std::size_t sent) const {
    // The thread that is to tell the source that nobody reads it may sleep meanwhile, but not so long.
    constexpr std::size_t kFarTooMany = 10'000'000;
    if (node_.endless && sent > kFarTooMany) throw std::runtime_error("a source went on though nobody reads it");
    return !node_.endless && sent >= node_.items;
  }
  [[nodiscard]] bool has_enough() const { return node_.enough_after && came_ >= *node_.enough_after; }

  static void send(const Made& made, Output<Split>& out) {
    for (const std::uint64_t value : made[0]) out.push(Item(value));
    for (const std::uint64_t value : made[kOther]) out.to<"other">().push(Item(value));
  }

  // Whether a call with so many items fails because of that value.
  bool fails(std::size_t items, std::uint64_t value) {
    const std::size_t times = failures(node_, value);
    if (node_.rejects == Rejects::by_hand || times == 0) return false;
    if (node_.rejects == Rejects::throws || items > 1) return true;  // it is to be found among the others first
    if (value != tried_ || tries_ > node_.retries) tries_ = 0;       // that one has been rejected
    tried_ = value;
    if (tries_ == times) {
      tries_ = 0;
      return false;
    }
    ++tries_;
    return true;
  }

  // At the end of a call.
  template <class T>
  void flush_at_times(Output<T>& out) {
    if (node_.flushes && ++flushes_ % 3 == 0) out.flush();
  }

  std::atomic<std::size_t>& finishes_;
  Seen* seen_;
  std::size_t flushes_ = 0;
  std::uint64_t tried_ = 0;  // the value that the last call failed with
  std::size_t tries_ = 0;
};

/// What a stage that waits outside has beside that; its base is `Waits`, or one of that.
template <class Base>
class SleeperOf : public Base {
 protected:
  explicit SleeperOf(Record& record) : record_(record) {}

  // Whether the call is to return `Next::wait`: something has been begun, now or before, and is not over.
  bool sleeps(const Node& node, Seen& seen) {
    if (occasion_ && occasion_->watched) seen.called_while_watched = true;
    if (!waiting_ && !begins(node)) return false;
    if (is_over()) {
      waiting_ = false;
      return false;
    }
    if (way_ != Way::time && way_ != Way::waker) this->wait_readable(occasion_->descriptor);
    if (way_ == Way::time || way_ == Way::either) this->wait_until(until_);
    if (way_ == Way::waker) this->wait_for_wake();
    return true;
  }

 private:
  enum class Way { time, waker, descriptor, either };
  static constexpr std::size_t kMost = 12;  // so that schedules stay short

  bool begins(const Node& node) {
    if (begun_ == kMost) return false;
    const std::uint64_t draw = mix(node.salt + ++turns_);
    if (draw % 3 != 0) return false;
    ++begun_;
    way_ = static_cast<Way>(draw / 3 % 4);
    if (way_ == Way::time || way_ == Way::either) until_ = record_.world->now() + std::chrono::microseconds(draw / 16 % 500);
    if (way_ != Way::time) occasion_ = record_.world->expect(this->waker());
    waiting_ = true;
    return true;
  }
  [[nodiscard]] bool is_over() const {
    if ((way_ == Way::time || way_ == Way::either) && record_.world->now() >= until_) return true;
    return way_ != Way::time && occasion_->happened;
  }

  Record& record_;
  std::shared_ptr<Occasion> occasion_;
  World::Time until_{};
  Way way_ = Way::time;
  bool waiting_ = false;
  std::size_t turns_ = 0;
  std::size_t begun_ = 0;
};

using Sleeper = SleeperOf<Waits>;

/// The same of one that does not.
class NoSleeper {
 protected:
  explicit NoSleeper(Record&) {}
  static bool sleeps(const Node&, Seen&) { return false; }
};

}  // namespace weir::simulation
