#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/amount.hpp>
#include <weir/detail/copies.hpp>
#include <weir/detail/row.hpp>
#include <weir/footprint.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// What can be an item: a value that moves. It need not be default-constructible, assignable or copyable, and its move may throw.
template <class T>
concept IsItem = std::move_constructible<T> && std::same_as<T, std::remove_cvref_t<T>> && !std::is_array_v<T>;

template <class T>
inline constexpr bool kIsValue = std::is_object_v<T>&& std::is_same_v<T, std::remove_cv_t<T>> && !std::is_array_v<T>;

/// Holds when items are values at all. Of a class that is not complete yet, no more can be said.
template <class... Ts>
constexpr bool require_values() {
  static_assert((kIsValue<Ts> && ...),
                "weir: an item is a value that moves: not void, and without const, & or []; for a reference, take a pointer");
  return true;
}

/// Items that travel together, of a type that only the two ends of an edge know. The engine moves batches by pointer and recycles them: an
/// emptied batch keeps its memory.
class Batch {
 public:
  /// Bytes of room for items that an emptied batch keeps at most, where it weighs.
  static constexpr std::size_t kMostKept = 1024;
  static constexpr auto kAny = static_cast<std::size_t>(-1);

  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  virtual ~Batch() = default;

  [[nodiscard]] std::size_t size() const noexcept { return row_->size() - first_; }
  /// Rows of the items, where these are slices of a table: as many as they had when they were added, though the stage may have moved from
  /// some of them since.
  [[nodiscard]] virtual std::uint64_t rows() const noexcept = 0;
  [[nodiscard]] Amount amount() const noexcept { return {size(), rows()}; }
  /// Before the first item. `most`: the items for which it may have room when it is sent on. `weighs`: a limit is set on memory, so it
  /// counts what its items own, and keeps less memory when it is emptied. Requires: then their type says how much that is.
  void set_room(std::size_t most, bool weighs) noexcept {
    most_ = most;
    kept_ = weighs ? std::min(most, kMostKept / item_size_) : most;
    weighs_ = weighs;
  }
  [[nodiscard]] bool weighs() const noexcept { return weighs_; }
  /// It has more room than it may travel with: a call has pushed more than a batch, and the rest has been cut off.
  [[nodiscard]] bool is_outsized() const noexcept { return row_->capacity() > most_; }
  /// The bytes of its items, with what they own, and of the room for more. Requires: it weighs.
  [[nodiscard]] std::size_t bytes() const noexcept { return row_->capacity() * item_size_ + owned_; }
  /// Destroys the items, keeps the memory.
  virtual void clear() noexcept = 0;
  /// Moves up to `count` items from the front of this batch to the end of `target`, which has the same item type.
  virtual void move_front(Batch& target, std::size_t count) = 0;
  /// How many items from the front make a batch of at most `count`, which is complete, too, when it has `bytes`. At least one.
  [[nodiscard]] virtual std::size_t count_of_front(std::size_t count, std::size_t bytes) const noexcept = 0;
  /// Where the items are, for stages that take any type.
  virtual void addresses(std::vector<const void*>& out) const = 0;

  // For a stage whose failed calls do not end the run.
  /// A stage sees no more than the first `count` items, until the batch is cleared or this is called again.
  virtual void show(std::size_t count) noexcept = 0;
  /// Copies that many items from the front to the end of `target`. Requires: the item type can be copied.
  virtual void copy_front(Batch& target, std::size_t count) const = 0;
  /// The first items are used up.
  virtual void drop_front(std::size_t count) noexcept = 0;
  /// Destroys all items but the first `count`.
  virtual void cut_back(std::size_t count) noexcept = 0;

  /// The items now end there: others have been made in their places. Returns how many. Requires: as `TypedBatch::places`.
  virtual std::size_t end_at(const void* end) noexcept = 0;

 protected:
  const RowSize* row_ = nullptr;  // has the items; set, as the size of one, by the constructor of what has the row
  std::size_t item_size_ = 0;
  std::size_t most_ = kAny;
  std::size_t kept_ = kAny;  // items for which it keeps room when it is emptied
  std::size_t first_ = 0;    // items before it have been moved on already
  std::size_t owned_ = 0;    // bytes that the items own, while it weighs
  bool weighs_ = false;
};

template <class T>
class TypedBatch final : public Batch {
 public:
  TypedBatch() noexcept {
    row_ = &items_;
    item_size_ = sizeof(T);
  }

  void clear() noexcept override {
    items_.clear();
    first_ = 0;
    shown_ = kAny;
    owned_ = 0;
    rows_ = {};
    if (items_.capacity() > kept_) items_.free();
  }

  void move_front(Batch& target, std::size_t count) override {
    auto& to = static_cast<TypedBatch&>(target);
    const std::size_t end = first_ + std::min(count, size());
    for (; first_ < end; ++first_) {
      const std::size_t owned = owned_by(items_.data()[first_]);
      const std::uint64_t rows = RowsIn<T>::of(items_.data()[first_]);
      to.add([this]() -> T&& { return std::move(items_.data()[first_]); });
      owned_ -= owned;
      rows_ -= rows;
    }
    if (first_ == items_.size()) clear();
  }

  std::size_t count_of_front(std::size_t count, std::size_t bytes) const noexcept override {
    const std::size_t most = std::min(count, size());
    std::size_t items = 0;
    for (std::size_t held = 0; items < most && held < bytes; ++items) held += sizeof(T) + owned_by(items_.data()[first_ + items]);
    return items;
  }

  std::uint64_t rows() const noexcept override { return rows_.count(); }

  void addresses(std::vector<const void*>& out) const override {
    out.clear();
    for (std::size_t i = first_; i < items_.size(); ++i) out.push_back(items_.data() + i);
  }

  void show(std::size_t count) noexcept override { shown_ = count; }
  void copy_front(Batch& target, [[maybe_unused]] std::size_t count) const override {
    auto& to = static_cast<TypedBatch&>(target).items_;
    if constexpr (IsCopyableItem<T>) {
      for (std::size_t i = 0; i < count; ++i) to.add([&]() -> const T& { return items_.data()[first_ + i]; });
    }
    assert(IsCopyableItem<T>);
  }
  void drop_front(std::size_t count) noexcept override {
    first_ += count;
    if (first_ == items_.size()) return clear();
    rows_ = {};
    rows_ += rows_from(first_);  // those that are used up may have been moved from
  }
  void cut_back(std::size_t count) noexcept override {
    for (std::size_t i = first_ + count; i < items_.size(); ++i) owned_ -= owned_by(items_.data()[i]);
    rows_ -= rows_from(first_ + count);
    items_.cut_back(first_ + count);
  }

  /// Items of this type may be made in places of their own: nothing of them is added up, unless the batch weighs.
  static constexpr bool kHasPlaces = !RowsIn<T>::kCounts;
  /// The places for further items, as far as there is room, until there are `count`. What is made there belongs to the batch once `end_at`
  /// says so. Requires: `kHasPlaces`, and the batch does not weigh.
  [[nodiscard]] std::span<T> places(std::size_t count) noexcept {
    const std::size_t end = std::min(items_.capacity(), first_ + count);
    return {items_.data() + items_.size(), end > items_.size() ? end - items_.size() : 0};
  }
  std::size_t end_at(const void* end) noexcept override {
    const std::size_t before = items_.size();
    items_.end_at(static_cast<const T*>(end));
    return items_.size() - before;
  }

  /// Adds what `make()` returns, as `Row::add` does.
  template <std::invocable Make>
  T& add(Make&& make) {
    T& item = items_.add(std::forward<Make>(make));
    owned_ += owned_by(item);
    rows_ += RowsIn<T>::of(item);
    return item;
  }
  /// What a stage sees of them.
  [[nodiscard]] std::span<T> items() noexcept { return {items_.data() + first_, std::min(size(), shown_)}; }

 private:
  // Bytes outside it, where that counts. An item in a batch does not change, so it is the same when the item leaves.
  [[nodiscard]] std::size_t owned_by([[maybe_unused]] const T& item) const noexcept {
    if constexpr (kKnowsFootprint<T> && !kIsFlat<T>)
      return weighs_ ? owned_bytes(item) : 0;
    else
      return 0;
  }
  // In the items from there on.
  [[nodiscard]] std::uint64_t rows_from([[maybe_unused]] std::size_t index) const noexcept {
    std::uint64_t rows = 0;
    if constexpr (RowsIn<T>::kCounts) {
      for (; index < items_.size(); ++index) rows += RowsIn<T>::of(items_.data()[index]);
    }
    return rows;
  }

  Row<T> items_;
  std::size_t shown_ = kAny;
  [[no_unique_address]] RowSum<RowsIn<T>::kCounts> rows_;
};

/// Set once: the run is to end without more input (`requested`).
struct StopFlag {
  std::atomic<bool> requested{false};
};

/// What one replica may know of the end of its run. Any thread may ask.
class Ending {
 public:
  explicit Ending(const StopFlag& stop) noexcept : stop_(stop) {}

  /// What the stage is told: the run is being stopped, or what it waits for is not to be waited for, because of a drain.
  [[nodiscard]] bool stopping() const noexcept {
    if (stopped()) return true;
    if (!draining_.load(std::memory_order_relaxed)) return false;
    told_.store(true, std::memory_order_relaxed);
    return true;
  }
  [[nodiscard]] bool stopped() const noexcept { return stop_.requested.load(std::memory_order_relaxed); }

  /// Of a source or an expander: a drain has begun.
  void drain() noexcept { draining_.store(true, std::memory_order_relaxed); }
  /// The stage has been told of the drain, since `forget`.
  [[nodiscard]] bool told() const noexcept { return told_.load(std::memory_order_relaxed); }
  void forget() noexcept {
    if (told()) told_.store(false, std::memory_order_relaxed);
  }

  bool broke_off = false;  ///< an item of an expander ended early because of a drain; for the thread of the call

 private:
  const StopFlag& stop_;
  std::atomic<bool> draining_{false};
  mutable std::atomic<bool> told_{false};
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
