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

namespace [[gnu::visibility("default")]] weir {

namespace detail {

using HostClock = std::chrono::steady_clock;
/// A deadline that is always past.
inline constexpr HostClock::time_point kNow = HostClock::time_point::min();

/// The latest moment that a wait for `duration` may end. Far in the future is cut off, so that the sum cannot overflow.
[[nodiscard]] HostClock::time_point host_deadline(std::chrono::nanoseconds duration) noexcept;

/// Where the threads of a host meet one stage of a run, whatever the type of the items.
class HostQueue {
 public:
  explicit HostQueue(std::size_t capacity) : capacity_(capacity) {}
  HostQueue(const HostQueue&) = delete;
  HostQueue& operator=(const HostQueue&) = delete;
  virtual ~HostQueue() = default;

  [[nodiscard]] virtual Role role() const noexcept = 0;
  [[nodiscard]] virtual const ItemType& type() const noexcept = 0;
  /// The stage's side of it. Called once, while the run starts; the queue must outlive the stage.
  virtual std::unique_ptr<AnyStage> make_stage() = 0;

  /// No more items come: an inlet's host has no more, or an outlet's stage has finished. What is in the queue can still be taken.
  void close();
  /// No stage is there any more. An inlet drops what it still holds: nobody will take it, and a host may wait for what becomes of it.
  virtual void end();
  [[nodiscard]] bool closed() const;

  /// Sets what wakes the stage after it waited for the host, or takes it away: after that no call is under way.
  void on_wake(std::function<void()> wake);

 protected:
  /// For the stage's side, under the lock: there is nothing to do until the host acts.
  void stage_waits() noexcept { stage_waits_ = true; }
  /// For the host's side, under the lock, when it has done something; returns whether `wake` is to be called without the lock.
  [[nodiscard]] bool stage_waited() noexcept { return std::exchange(stage_waits_, false); }
  void wake();
  /// Waits until `may_go_on()`, to the deadline if there is one, not at all when it is `kNow`.
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

/// The way in.
template <class T>
class InletQueue final : public TypedHostQueue<T> {
 public:
  using TypedHostQueue<T>::TypedHostQueue;
  [[nodiscard]] Role role() const noexcept override { return Role::source; }
  std::unique_ptr<AnyStage> make_stage() override { return std::make_unique<Stage>(*this); }
  void end() override {
    HostQueue::end();
    std::deque<T> dropped;  // destroyed without the lock: an item's destructor may use the inlet
    const std::lock_guard lock(this->mutex_);
    dropped.swap(this->items_);
  }

  /// Waits for room until `deadline`, without one as long as it takes. Moves from the item only when it is accepted.
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
      Output<T> out(writers);
      return queue_.take(out);
    }

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

/// The way out.
template <class T>
class OutletQueue final : public TypedHostQueue<T> {
 public:
  using TypedHostQueue<T>::TypedHostQueue;
  [[nodiscard]] Role role() const noexcept override { return Role::sink; }
  std::unique_ptr<AnyStage> make_stage() override { return std::make_unique<Stage>(*this); }

  /// Waits for an item until `deadline`, without one as long as it takes. Nothing when there is none by then, or none will come.
  std::optional<T> pull(std::optional<HostClock::time_point> deadline) {
    std::unique_lock lock(this->mutex_);
    const auto may_go_on = [this] { return this->closed_ || this->ended_ || !this->items_.empty(); };
    if (!this->wait(lock, deadline, may_go_on) || this->items_.empty()) return std::nullopt;
    std::optional<T> item(std::move(this->items_.front()));
    this->items_.pop_front();
    // Not for each item: the host has the other half to go on with.
    const bool wakes = this->items_.size() <= this->capacity_ / 2 && this->stage_waited();
    lock.unlock();
    if (wakes) this->wake();
    return item;
  }

  [[nodiscard]] bool exhausted() const {
    const std::lock_guard lock(this->mutex_);
    return this->items_.empty() && (this->closed_ || this->ended_);
  }

 private:
  class Stage final : public AnyStage {
   public:
    explicit Stage(OutletQueue& queue) : queue_(queue) {}
    CallResult advance(Batch* input, EdgeWriters&) override {
      auto items = static_cast<TypedBatch<T>*>(input)->items();
      next_ += queue_.put(items.subspan(next_));
      if (next_ < items.size()) return CallResult::wait;
      next_ = 0;
      return CallResult::done;
    }
    void finish(EdgeWriters&) override { queue_.close(); }

   private:
    OutletQueue& queue_;
    std::size_t next_ = 0;  // items of the batch before it are with the host
  };

  std::size_t put(std::span<T> items) {
    const std::lock_guard lock(this->mutex_);
    std::size_t taken = 0;
    for (; taken < items.size() && this->items_.size() < this->capacity_; ++taken) this->items_.push_back(std::move(items[taken]));
    if (taken > 0) this->changed_.notify_all();
    if (taken < items.size()) this->stage_waits();
    return taken;
  }
};

}  // namespace detail
}  // namespace weir
