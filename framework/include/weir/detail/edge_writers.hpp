#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/detail/batch.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// One replica's access to one out-edge. `open` is being filled. A complete batch needs a reserved credit to be sealed; without one, `open`
/// grows past its limit and the engine parks the replica until the surplus is gone.
struct EdgeWriter {
  static constexpr auto kNoLimit = static_cast<std::size_t>(-1);

  Batch* open = nullptr;
  std::size_t limit = 1;               // items a batch, the consumer's batch_size
  std::size_t limit_bytes = kNoLimit;  // bytes a batch, where memory is limited: then batches weigh
  std::size_t promised = kNoLimit;     // bytes that may be put into the queue, where memory is limited
  std::size_t sealed_bytes = 0;        // in `sealed`, where batches weigh
  std::vector<Batch*> reserved{};      // one empty batch for each credit held
  std::vector<Batch*> sealed{};        // complete batches, to be put in the queue when the call ends

  [[nodiscard]] bool weighs() const noexcept { return limit_bytes != kNoLimit; }
  [[nodiscard]] bool is_complete() const noexcept {
    return open->size() >= limit || (weighs() && open->size() > 0 && open->bytes() >= limit_bytes);
  }
  /// There is a credit for a batch, and what was promised is not used up. The batch itself may be larger than what is left of that.
  [[nodiscard]] bool has_credit() const noexcept { return !reserved.empty() && sealed_bytes < promised; }
  /// And `open` may travel as it is.
  [[nodiscard]] bool may_seal() const noexcept { return has_credit() && !open->is_outsized(); }
  /// Nothing may be sealed any more and a batch's worth is waiting: the call should return.
  [[nodiscard]] bool full() const noexcept { return !may_seal() && (!sealed.empty() || is_complete()); }

  /// Items of `open` that make one batch.
  [[nodiscard]] std::size_t front_of_open() const noexcept {
    return weighs() ? open->count_of_front(limit, limit_bytes) : std::min(limit, open->size());
  }

  /// Requires: a credit is reserved.
  void seal() {
    add_sealed(open);
    open = reserved.back();
    reserved.pop_back();
  }
  // These move items: should memory run out, some have been moved, and each batch is in one of the lists. So not in a call, which may go
  // on after that.
  /// Seals so many items from the front of `open`, in a batch with no more room than they need. Requires: a credit is reserved.
  void seal_front(std::size_t items) {
    open->move_front(*reserved.back(), items);
    add_sealed(reserved.back());
    reserved.pop_back();
  }
  /// Moves the items of `open` to a batch with no more room than they need. Requires: a credit is reserved.
  void change_open() {
    open->move_front(*reserved.back(), open->size());
    std::swap(open, reserved.back());
  }

 private:
  void add_sealed(Batch* batch) {
    sealed.push_back(batch);
    if (weighs()) sealed_bytes += batch->bytes();
  }
};

/// One output of a replica: the writers of the edges that read it. What its items and its rows count lies apart: counters that are changed
/// singly and read in pairs are slow, as the processor waits for the first before it can read both.
struct OutputWriters {
  std::span<EdgeWriter> edges{};  // none when nobody reads it
  // Within a call, where one edge reads it: the places of the open batch in which items may be made without a look at anything else. All
  // but the last of a batch, and none while the writer is full. Pointers, so that the compiler need not fear that an item overlaps them.
  void* place = nullptr;
  void* places_end = nullptr;
  std::size_t items = 0;      // pushed so far, counted once however many edges there are
  std::size_t before = 0;     // of them, before the call under way
  std::size_t uncounted = 0;  // pushed by calls that failed
  std::uint64_t rows = 0;     // the same in rows, where they are counted
  std::uint64_t rows_before = 0;
  std::uint64_t rows_uncounted = 0;
  const Columns* columns = nullptr;  // those of all rows that are pushed; null where that is not known

  [[nodiscard]] bool has_place() const noexcept { return place != places_end; }
  /// What has been made in the places counts as pushed, and there are none any more. Before anybody else looks at the open batch.
  void end_places() noexcept {
    if (place == nullptr) return;
    items += edges.front().open->end_at(place);
    place = places_end = nullptr;
  }
  void note() noexcept {
    before = items;
    rows_before = rows;
  }
  void forget() noexcept {
    uncounted += items - before;
    rows_uncounted += rows - rows_before;
    items = before;
    rows = rows_before;
  }
  [[nodiscard]] Amount pushed() const noexcept { return {items, rows}; }
};

/// Throws the `ColumnsError` about rows that have other columns than those after the stage rely on.
[[noreturn]] void throw_other_columns(const Columns& pushed, const Columns& planned);

/// The writers of all out-edges of one replica, and what its calls may ask the run.
struct EdgeWriters {
  std::span<EdgeWriter> writers;  // of all outputs
  OutputWriters main;
  std::vector<OutputWriters> named;          // the other outputs, as the stage declares them
  bool uses_named = false;                   // one of these has been asked for, so something may have been pushed to it
  Ending* ending = nullptr;                  // null where nothing ends a call, as in some tests
  bool flush = false;                        // what has been pushed is to be sent on after the call
  const std::atomic<bool>* hurry = nullptr;  // true once the call has turned out long and others could have what is left of its input
  std::atomic<bool> lent{false};             // the thread that makes it false has the writers until it makes it true again; see `Lending`

  [[nodiscard]] bool full() const noexcept {
    for (const EdgeWriter& writer : writers) {
      if (writer.full()) return true;
    }
    return false;
  }
  /// Of all outputs.
  void end_places() noexcept {
    main.end_places();
    if (!uses_named) return;
    for (OutputWriters& output : named) output.end_places();
  }
  /// Whether a call with several items, each of them a matter of its own, is to leave the rest to others.
  [[nodiscard]] bool leaves_rest() const noexcept { return hurry != nullptr && hurry->load(std::memory_order_relaxed); }
  /// Items pushed so far, to all outputs.
  [[nodiscard]] std::size_t items() const noexcept {
    std::size_t items = main.items;
    if (uses_named) {
      for (const OutputWriters& output : named) items += output.items;
    }
    return items;
  }
  /// Before a call.
  void note_pushed() noexcept {
    main.note();
    if (!uses_named) return;
    for (OutputWriters& output : named) output.note();
  }
  /// Whether the call has pushed anything.
  [[nodiscard]] bool has_pushed() const noexcept {
    const auto pushed = [](const OutputWriters& output) { return output.items != output.before; };
    return pushed(main) || (uses_named && std::any_of(named.begin(), named.end(), pushed));
  }
  /// What the call has pushed does not count.
  void forget_pushed() noexcept {
    main.forget();
    for (OutputWriters& output : named) output.forget();
  }
};

/// Lends the writers in the middle of a call that waits for something outside: while it lives, the thread of the call does not use them,
/// and another thread may send on what has been pushed.
class Lending {
 public:
  explicit Lending(EdgeWriters& writers) noexcept : writers_(writers) {
    writers_.end_places();
    writers_.lent.store(true, std::memory_order_release);
  }
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
