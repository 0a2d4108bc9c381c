#pragma once

#include <algorithm>
#include <atomic>
#include <cassert>
#include <concepts>
#include <cstddef>
#include <span>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/copies.hpp>
#include <weir/detail/row.hpp>

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
  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  virtual ~Batch() = default;

  [[nodiscard]] std::size_t size() const noexcept { return row_->size() - first_; }
  /// Destroys the items, keeps the memory.
  virtual void clear() noexcept = 0;
  /// Moves up to `count` items from the front of this batch to the end of `target`, which has the same item type.
  virtual void move_front(Batch& target, std::size_t count) = 0;
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

 protected:
  const RowSize* row_ = nullptr;  // has the items; set by the constructor of what has the row
  std::size_t first_ = 0;         // items before it have been moved on already
};

template <class T>
class TypedBatch final : public Batch {
 public:
  TypedBatch() noexcept { row_ = &items_; }

  void clear() noexcept override {
    items_.clear();
    first_ = 0;
    shown_ = kAll;
  }

  void move_front(Batch& target, std::size_t count) override {
    auto& to = static_cast<TypedBatch&>(target).items_;
    const std::size_t end = first_ + std::min(count, size());
    for (; first_ < end; ++first_) to.add([this]() -> T&& { return std::move(items_.data()[first_]); });
    if (first_ == items_.size()) clear();
  }

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
    if (first_ == items_.size()) clear();
  }
  void cut_back(std::size_t count) noexcept override { items_.cut_back(first_ + count); }

  /// Adds what `make()` returns, as `Row::add` does.
  template <std::invocable Make>
  T& add(Make&& make) {
    return items_.add(std::forward<Make>(make));
  }
  /// What a stage sees of them.
  [[nodiscard]] std::span<T> items() noexcept { return {items_.data() + first_, std::min(size(), shown_)}; }

 private:
  static constexpr auto kAll = static_cast<std::size_t>(-1);

  Row<T> items_;
  std::size_t shown_ = kAll;
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

/// One replica's access to one out-edge. `open` is being filled. A full batch needs a reserved credit to be sealed; without one, `open`
/// grows past its limit and the engine parks the replica until the surplus is gone.
struct EdgeWriter {
  Batch* open = nullptr;
  std::size_t limit = 1;         // items a batch, the consumer's batch_size
  std::vector<Batch*> reserved;  // one empty batch for each credit held
  std::vector<Batch*> sealed;    // full batches, to be put in the queue when the call ends

  /// No credit is left and a batch's worth is waiting: the call should return.
  [[nodiscard]] bool full() const noexcept { return reserved.empty() && (!sealed.empty() || open->size() >= limit); }

  void seal() {
    if (reserved.empty()) return;
    sealed.push_back(open);
    open = reserved.back();
    reserved.pop_back();
  }
};

/// One output of a replica: the writers of the edges that read it.
struct OutputWriters {
  std::span<EdgeWriter> edges{};  // none when nobody reads it
  std::size_t items = 0;          // pushed so far, counted once however many edges there are
  std::size_t before = 0;         // of them, before the call under way
  std::size_t uncounted = 0;      // pushed by calls that failed
};

/// The writers of all out-edges of one replica, and what its calls may ask the run.
struct EdgeWriters {
  std::span<EdgeWriter> writers;  // of all outputs
  OutputWriters main;
  std::vector<OutputWriters> named;  // the other outputs, as the stage declares them
  bool uses_named = false;           // one of these has been asked for, so something may have been pushed to it
  Ending* ending = nullptr;          // null where nothing ends a call, as in some tests
  bool flush = false;                // what has been pushed is to be sent on after the call
  std::atomic<bool> lent{false};     // the thread that makes it false has the writers until it makes it true again; see `Lending`

  [[nodiscard]] bool full() const noexcept {
    for (const EdgeWriter& writer : writers) {
      if (writer.full()) return true;
    }
    return false;
  }
  /// Items pushed so far, to all outputs.
  [[nodiscard]] std::size_t items() const noexcept {
    std::size_t items = main.items;
    if (uses_named) {
      for (const OutputWriters& output : named) items += output.items;
    }
    return items;
  }
  /// Before a call.
  void note_items() noexcept {
    main.before = main.items;
    if (!uses_named) return;
    for (OutputWriters& output : named) output.before = output.items;
  }
  /// Whether the call has pushed anything.
  [[nodiscard]] bool has_pushed() const noexcept {
    const auto pushed = [](const OutputWriters& output) { return output.items != output.before; };
    return pushed(main) || (uses_named && std::any_of(named.begin(), named.end(), pushed));
  }
  /// What the call has pushed does not count.
  void forget_items() noexcept {
    const auto forget = [](OutputWriters& output) {
      output.uncounted += output.items - output.before;
      output.items = output.before;
    };
    forget(main);
    for (OutputWriters& output : named) forget(output);
  }
};

/// Lends the writers in the middle of a call that waits for something outside: while it lives, the thread of the call does not use them,
/// and another thread may send on what has been pushed.
class Lending {
 public:
  explicit Lending(EdgeWriters& writers) noexcept : writers_(writers) { writers_.lent.store(true, std::memory_order_release); }
  Lending(const Lending&) = delete;
  Lending& operator=(const Lending&) = delete;
  ~Lending() {
    // The other thread keeps them only while it puts a few batches into queues.
    while (!writers_.lent.exchange(false, std::memory_order_acquire)) std::this_thread::yield();
  }

 private:
  EdgeWriters& writers_;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
