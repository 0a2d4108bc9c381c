#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include <weir/detail/any_stage.hpp>
#include <weir/push_result.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

using HostClock = std::chrono::steady_clock;
/// A deadline that has always passed.
inline constexpr HostClock::time_point kNow = HostClock::time_point::min();

/// When a wait for `duration` that starts now ends. Limited, so that the sum cannot overflow.
[[nodiscard]] HostClock::time_point host_deadline(std::chrono::nanoseconds duration) noexcept;

/// The queue between the host's threads and one stage of a run, whatever the type of the items. Any thread may use it.
class HostQueue {
 public:
  explicit HostQueue(std::size_t capacity) : capacity_(capacity) {}
  HostQueue(const HostQueue&) = delete;
  HostQueue& operator=(const HostQueue&) = delete;
  virtual ~HostQueue() = default;

  [[nodiscard]] virtual Role role() const noexcept = 0;
  [[nodiscard]] virtual const ItemType& type() const noexcept = 0;
  /// Makes the stage. Called once, while the run starts. Requires: the queue outlives the stage.
  virtual std::unique_ptr<AnyStage> make_stage() = 0;

  /// Says that no more items come: an inlet's host has no more, or an outlet's stage has finished. What is queued can still be taken.
  void close();
  /// Says that the stage is gone. An inlet drops what it still holds: nobody will take it, and a host may wait for its destruction.
  virtual void end();
  [[nodiscard]] bool closed() const;

  /// Sets what wakes the stage, or removes it: `wake` is then not running and is not called again.
  void on_wake(std::function<void()> wake);

 protected:
  /// Called by the stage's side: it has nothing to do until the host acts. Requires: the lock is held.
  void stage_waits() noexcept { stage_waits_ = true; }
  /// Called by the host's side when it has acted. Returns whether to call `wake`, without the lock. Requires: the lock is held.
  [[nodiscard]] bool stage_waited() noexcept { return std::exchange(stage_waits_, false); }
  void wake();
  /// Waits until `may_go_on()`, at most until the deadline if there is one, and not at all when it is `kNow`.
  template <class Predicate>
  bool wait(std::unique_lock<std::mutex>& lock, const std::optional<HostClock::time_point>& deadline, Predicate may_go_on) {
    if (deadline == kNow) return may_go_on();
    if (deadline) return changed_.wait_until(lock, *deadline, may_go_on);
    changed_.wait(lock, may_go_on);
    return true;
  }

  mutable std::mutex mutex_;
  std::condition_variable changed_;  // the host waits here for room, for an item, or for the end
  const std::size_t capacity_;
  bool closed_ = false;
  bool ended_ = false;

 private:
  bool stage_waits_ = false;
  std::mutex wake_mutex_;
  std::function<void()> wake_;
};

/// The bounded queue of an inlet or an outlet.
template <class T>
class TypedHostQueue : public HostQueue {
 public:
  using HostQueue::HostQueue;
  [[nodiscard]] const ItemType& type() const noexcept override { return item_type<T>(); }

 protected:
  std::deque<T> items_;
};

/// The queue of an inlet.
template <class T>
class InletQueue final : public TypedHostQueue<T> {
 public:
  using TypedHostQueue<T>::TypedHostQueue;
  [[nodiscard]] Role role() const noexcept override { return Role::source; }
  std::unique_ptr<AnyStage> make_stage() override { return std::make_unique<Stage>(*this); }
  void end() override {
    HostQueue::end();
    std::deque<T> dropped;  // destroyed outside the lock: an item's destructor may use the inlet
    const std::lock_guard lock(this->mutex_);
    dropped.swap(this->items_);
  }

  /// Waits for room until `deadline`, or as long as it takes when there is none. Moves from the item only when it is accepted.
  PushResult push(T& item, std::optional<HostClock::time_point> deadline) {
    std::unique_lock lock(this->mutex_);
    const auto may_go_on = [this] { return this->closed_ || this->ended_ || this->items_.size() < this->capacity_; };
    if (!this->wait(lock, deadline, may_go_on)) return PushResult::full;
    if (this->closed_ || this->ended_) return PushResult::closed;
    this->items_.push_back(std::move(item));
    const bool wakes = this->stage_waited();
    lock.unlock();
    if (wakes) this->wake();
    return PushResult::accepted;
  }

 private:
  class Stage final : public AnyStage {
   public:
    explicit Stage(InletQueue& queue) : queue_(queue) {}
    CallResult advance(Batch*, EdgeWriters& writers) override {
      CallOutput<T> out(writers);
      return queue_.take(out);
    }
    void lose_readers() override { queue_.end(); }

   private:
    InletQueue& queue_;
  };

  CallResult take(Output<T>& out) {
    const std::lock_guard lock(this->mutex_);
    const bool any = !this->items_.empty();
    for (; !this->items_.empty() && !out.full(); this->items_.pop_front()) out.push(std::move(this->items_.front()));
    if (any) this->changed_.notify_all();
    if (!this->items_.empty()) return CallResult::more;
    if (this->closed_) return CallResult::done;
    this->stage_waits();
    return CallResult::wait;
  }
};

/// The queue of an outlet.
template <class T>
class OutletQueue final : public TypedHostQueue<T> {
 public:
  using TypedHostQueue<T>::TypedHostQueue;
  [[nodiscard]] Role role() const noexcept override { return Role::sink; }
  std::unique_ptr<AnyStage> make_stage() override { return std::make_unique<Stage>(*this); }

  /// Waits for an item until `deadline`, or as long as it takes when there is none. Returns nothing when no item came or will come.
  std::optional<T> pull(std::optional<HostClock::time_point> deadline) {
    std::optional<T> item;
    pull_into(item, deadline);
    return item;
  }
  /// The same into `item`. Requires: it is empty.
  void pull_into(std::optional<T>& item, std::optional<HostClock::time_point> deadline) {
    std::unique_lock lock(this->mutex_);
    const auto may_go_on = [this] { return this->closed_ || this->ended_ || abandoned_ || !this->items_.empty(); };
    if (!this->wait(lock, deadline, may_go_on) || this->items_.empty()) return;
    item.emplace(std::move(this->items_.front()));
    this->items_.pop_front();
    // Wakes the stage only at half: the host has the other half to go on with.
    const bool wakes = this->items_.size() <= this->capacity_ / 2 && this->stage_waited();
    lock.unlock();
    if (wakes) this->wake();
  }

  [[nodiscard]] bool exhausted() const {
    const std::lock_guard lock(this->mutex_);
    return this->items_.empty() && (this->closed_ || this->ended_ || abandoned_);
  }

  /// The host wants no more. What it has not pulled is dropped.
  void abandon() {
    std::deque<T> dropped;  // destroyed outside the lock: an item's destructor may use the outlet
    bool wakes = false;
    {
      const std::lock_guard lock(this->mutex_);
      abandoned_ = true;
      dropped.swap(this->items_);
      wakes = in_run_;
      this->changed_.notify_all();
    }
    if (wakes) this->wake();
  }

 private:
  class Stage final : public AnyStage {
   public:
    explicit Stage(OutletQueue& queue) : queue_(queue) {}
    bool wants_nothing() override { return queue_.abandoned(); }
    CallResult advance(Batch* input, EdgeWriters&) override {
      auto items = static_cast<TypedBatch<T>*>(input)->items();
      const std::optional<std::size_t> put = queue_.put(items.subspan(next_));
      if (!put) return CallResult::enough;
      next_ += *put;
      if (next_ < items.size()) return CallResult::wait;
      next_ = 0;
      return CallResult::done;
    }
    void finish(EdgeWriters&) override { queue_.close(); }

   private:
    OutletQueue& queue_;
    std::size_t next_ = 0;  // the first item of the batch that is not in the queue yet
  };

  // From when the run first asks, which is when it begins, the host's end of it wakes the stage.
  bool abandoned() {
    const std::lock_guard lock(this->mutex_);
    in_run_ = true;
    return abandoned_;
  }

  // Returns how many went in; nothing when the host wants no more.
  std::optional<std::size_t> put(std::span<T> items) {
    const std::lock_guard lock(this->mutex_);
    if (abandoned_) return std::nullopt;
    std::size_t taken = 0;
    for (; taken < items.size() && this->items_.size() < this->capacity_; ++taken) this->items_.push_back(std::move(items[taken]));
    if (taken > 0) this->changed_.notify_all();
    if (taken < items.size()) this->stage_waits();
    return taken;
  }

  bool abandoned_ = false;
  bool in_run_ = false;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
