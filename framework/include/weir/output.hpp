#pragma once

// Where a stage puts the items that it makes: the argument of `produce`, `process` and `finish`.
// For the thread of the call and only until it returns.

#include <utility>

#include <weir/detail/batch.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {
template <class F>
class NextItemStage;
}

/// Where a stage puts what it produces. Belongs to one call of one replica.
///
/// Requires: it is used only during that call, by the thread of the call.
///
/// `push` always succeeds and never blocks. What does not fit in the queues after the stage waits inside the replica, which gets no new
/// call until it is gone. A source or an expander returns when `full()`, which bounds its memory; what a transform pushes in one call is
/// bounded by that call alone.
template <class T>
class Output {
 public:
  /// Made by weir for each call. Requires: `writers` outlives it.
  explicit Output(detail::EdgeWriters& writers) noexcept : writers_(&writers) {}

  /// Sends an item to every stage that names this one as an input: copied for each, moved for the last.
  void push(T item) {
    ++writers_->items;
    auto writers = writers_->writers;
    if constexpr (detail::IsCopyableItem<T>) {
      for (std::size_t i = 0; i + 1 < writers.size(); ++i) put(writers[i], T(item));
    }
    if (!writers.empty()) put(writers.back(), std::move(item));
  }

  /// True when the queues after this stage have no room: a source or an expander returns from `produce` and is called again later.
  [[nodiscard]] bool full() const noexcept { return writers_->full(); }

  /// What has been pushed is sent on when the call returns, in batches that need not be full: for a source that is about to wait for
  /// something outside, which flushes, returns, and waits in its next call.
  void flush() noexcept { writers_->flush = true; }

  /// The same as the stage's own `stopping()`, which says what to do then.
  [[nodiscard]] bool stopping() const noexcept { return writers_->ending != nullptr && writers_->ending->stopping(); }

 private:
  template <class F>
  friend class detail::NextItemStage;

  static void put(detail::EdgeWriter& writer, T&& item) {
    auto& batch = static_cast<detail::TypedBatch<T>&>(*writer.open);
    batch.push(std::move(item));
    if (batch.size() >= writer.limit) writer.seal();
  }

  detail::EdgeWriters* writers_;
};

}  // namespace weir
#pragma GCC visibility pop
