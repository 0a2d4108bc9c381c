#pragma once

// A way for a host to pull items out of a run: `run.outlet<T>("name")`.
// Any number of the host's threads may use one; a stage of the same run may not.

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include <weir/detail/host_queue.hpp>
#include <weir/duration.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// The host's end of a way out of a run: the pipeline puts items in and the host's threads pull them. Made by `Run::outlet`.
///
/// Threading: any number of threads may use one outlet, or copies of it, which are the same outlet: each item goes to one of them. It may
/// outlive the run.
///
/// Requires: the caller is not a stage of the same run.
///
/// Memory: at most `capacity` items wait in it; the pipeline waits for a host that is slower.
///
/// The pipeline also waits for a host that pulls no more and does not say so: `close` does.
///
/// A run that fails or is stopped ends its outlets too. What is in them can still be pulled; `Run::wait` then throws the reason why no
/// more will come.
template <class T>
class Outlet {
 public:
  explicit Outlet(std::shared_ptr<detail::OutletQueue<T>> queue)
      : queue_(std::move(queue)) {}  ///< made by `Run::outlet`. Requires: `queue` is not null

  /// Waits for an item; nothing when no more will come.
  [[nodiscard]] std::optional<T> pull() const { return queue_->pull(std::nullopt); }
  /// Does not wait; nothing when there is none now. `exhausted` says whether one may still come.
  [[nodiscard]] std::optional<T> try_pull() const { return queue_->pull(detail::kNow); }
  /// Waits at most that long.
  [[nodiscard]] std::optional<T> pull_for(Duration duration) const { return queue_->pull(detail::host_deadline(duration)); }
  /// True when all items have been pulled and no more will come.
  [[nodiscard]] bool exhausted() const { return queue_->exhausted(); }

  /// Says that the host wants no more, through any copy: what has not been pulled is dropped, and no more comes. The stages before it go on
  /// for those that still read them, and end when nobody does; a run whose last reader this was ends, as finished. Closing again does
  /// nothing. Destroying an outlet does not close it: the run can be asked for it again.
  void close() const { queue_->abandon(); }

  /// Pulls one item at each step. `for (Result& result : outlet)` ends when no more will come.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    explicit Iterator(std::shared_ptr<detail::OutletQueue<T>> queue) : queue_(std::move(queue)), item_(queue_->pull(std::nullopt)) {}

    // Requires: it is not at the end; so do the next two.
    [[nodiscard]] T& operator*() const noexcept { return *item_; }
    [[nodiscard]] T* operator->() const noexcept { return std::addressof(*item_); }
    Iterator& operator++() {
      // Not by assignment, which an item need not have.
      item_.reset();
      queue_->pull_into(item_, std::nullopt);
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const Iterator& iterator, std::default_sentinel_t) noexcept { return !iterator.item_; }

   private:
    std::shared_ptr<detail::OutletQueue<T>> queue_;
    mutable std::optional<T> item_;  // the iterator's own, which a reader may move from
  };

  [[nodiscard]] Iterator begin() const { return Iterator(queue_); }                             ///< waits for the first item
  [[nodiscard]] std::default_sentinel_t end() const noexcept { return std::default_sentinel; }  ///< when all has been pulled

 private:
  std::shared_ptr<detail::OutletQueue<T>> queue_;
};

}  // namespace weir
#pragma GCC visibility pop
