#pragma once

// A way for a host to push items into a run: `run.inlet<T>("name")`.
// Any number of the host's threads may use one; a stage of the same run may not.

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

#include <weir/detail/host_queue.hpp>
#include <weir/duration.hpp>
#include <weir/push_result.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// The host's end of a way into a run: the host's threads push items and the pipeline takes them. Made by `Run::inlet`.
///
/// Threading: any number of threads may use one inlet, or copies of it, which are the same inlet. It may outlive the run.
///
/// Requires: the caller is not a stage of the same run. A stage that waits for room holds up the stages that would make it.
///
/// Memory: at most `capacity` items wait in it. What follows it is bounded by the pipeline's own queues: a host that is faster than the
/// pipeline waits.
template <class T>
class Inlet {
 public:
  explicit Inlet(std::shared_ptr<detail::InletQueue<T>> queue)
      : queue_(std::move(queue)) {}  ///< made by `Run::inlet`. Requires: `queue` is not null

  /// Waits for room. False when the inlet is closed, when the run has ended, which `Run::wait` explains, or when all stages that read the
  /// inlet have had enough, so that what it still holds is dropped; then `item` has not been moved from.
  [[nodiscard]] bool push(T&& item) const { return queue_->push(item, std::nullopt) == PushResult::accepted; }
  /// The same with a copy.
  [[nodiscard]] bool push(const T& item) const {
    return with_copy(item, [&](T&& copy) { return push(std::move(copy)); });
  }

  /// Does not wait. Moves from `item` only when the answer is `accepted`.
  [[nodiscard]] PushResult try_push(T&& item) const { return queue_->push(item, detail::kNow); }
  /// The same for a copy.
  [[nodiscard]] PushResult try_push(const T& item) const {
    return with_copy(item, [&](T&& copy) { return try_push(std::move(copy)); });
  }

  /// Waits for room at most that long. Moves from `item` only when the answer is `accepted`.
  [[nodiscard]] PushResult push_for(T&& item, Duration duration) const { return queue_->push(item, detail::host_deadline(duration)); }
  /// The same for a copy.
  [[nodiscard]] PushResult push_for(const T& item, Duration duration) const {
    return with_copy(item, [&](T&& copy) { return push_for(std::move(copy), duration); });
  }

  /// Says that no more items come: the run ends when the accepted ones have gone through. Closing again does nothing. A run whose inlet is
  /// never closed does not end by itself.
  void close() const { queue_->close(); }
  /// True when nothing can be pushed any more.
  [[nodiscard]] bool closed() const { return queue_->closed(); }

 private:
  // Returns `push(T&&)` of a copy, which is made before the queue is locked, and not on the stack when it is large.
  template <class Push>
  static auto with_copy(const T& item, Push push) {
    constexpr bool kCopies = detail::IsCopyableItem<T>;
    constexpr std::size_t kLarge = 1024;
    static_assert(kCopies, "weir: this item cannot be copied: push(std::move(item))");
    if constexpr (!kCopies) {
      return std::invoke_result_t<Push, T>();
    } else if constexpr (sizeof(T) > kLarge) {
      return push(std::move(detail::Row<T>().add([&item]() -> const T& { return item; })));
    } else {
      T copy(item);
      return push(std::move(copy));
    }
  }

  std::shared_ptr<detail::InletQueue<T>> queue_;
};

}  // namespace weir
#pragma GCC visibility pop
