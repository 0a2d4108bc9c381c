#pragma once

// Where a stage puts the items that it makes: the argument of `produce`, `process` and `finish`.
// For the thread of the call and only until it returns.

#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

#include <weir/detail/edge_writers.hpp>
#include <weir/outputs.hpp>

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
  explicit Output(detail::EdgeWriters& writers) noexcept : writers_(&writers), output_(&writers.main) {}
  /// The same for one of several outputs. Requires: `output` is one of those of `writers`.
  Output(detail::EdgeWriters& writers, detail::OutputWriters& output) noexcept : writers_(&writers), output_(&output) {
    writers.uses_named = writers.uses_named || &output != &writers.main;
  }

  /// Sends an item to every stage that names this one as an input: moved for one, copied for the others. Where a copy throws, nothing is
  /// sent, and the item is as it was. Throws `ColumnsError` when the item is `Rows` whose columns are not those that the stage's class
  /// says; they are not sent.
  void push(T&& item) {
    if constexpr (detail::IsCopyableItem<T>) {
      const auto edges = output_->edges;
      if (!output_->has_place() && edges.size() > 1) {
        require_columns(item, [] {});
        const std::uint64_t rows = detail::RowsIn<T>::of(item);
        copy_unless_kMoveOnly(item, edges.first(edges.size() - 1));
        move_after_copies(item, edges);
        return seal_pushed(rows);
      }
    }
    push_made([&item]() -> T&& { return std::move(item); });
  }
  /// The same with a copy.
  void push(const T& item) {
    static_assert(detail::IsCopyableItem<T>, "weir: this item cannot be copied: out.push(std::move(item))");
    if constexpr (detail::IsCopyableItem<T>) push_made([&item]() -> const T& { return item; });
  }
  /// The same with what `make()` returns, a `T`, which is made where it travels: for an item that is too large for a thread's stack.
  template <std::invocable Make>
  void push_made(Make&& make) {
    static_assert(std::same_as<std::remove_cvref_t<std::invoke_result_t<Make>>, T>, "weir: the function returns an item of this output");
    if (!output_->has_place()) return push_alone(make);
    T* const place = static_cast<T*>(output_->place);
    ::new (output_->place) T(make());
    output_->place = place + 1;
  }

  /// True when the queues after this stage have no room: a source or an expander returns from `produce` and is called again later.
  [[nodiscard]] bool full() const noexcept { return !(output_->has_place() && writers_->writers.size() == 1) && writers_->full(); }

  /// What has been pushed is sent on when the call returns, in batches that need not be full: for a source that is about to wait for
  /// something outside, which flushes, returns, and waits in its next call.
  void flush() noexcept { writers_->flush = true; }

  /// The same as the stage's own `stopping()`, which says what to do then.
  [[nodiscard]] bool stopping() const noexcept { return writers_->ending != nullptr && writers_->ending->stopping(); }

 private:
  template <class F>
  friend class detail::NextItemStage;
  template <class>
  friend class Output;

  [[nodiscard]] detail::EdgeWriters& writers() const noexcept { return *writers_; }
  static detail::TypedBatch<T>& batch_of(detail::EdgeWriter& writer) noexcept { return static_cast<detail::TypedBatch<T>&>(*writer.open); }

  // For an item that has no place yet: it may be the last of its batch, or go to several edges, or to none.
  template <class Make>
  void push_alone(Make& make) {
    output_->end_places();
    const auto edges = output_->edges;
    if (edges.empty()) {
      detail::Row<T> dropped;
      const T& item = dropped.add(make);
      require_columns(item, [] {});
      return count(detail::RowsIn<T>::of(item));
    }
    const T& item = batch_of(edges.back()).add(make);
    require_columns(item, [&edges] { take_back(edges.back()); });
    if constexpr (detail::IsCopyableItem<T>) {
      if (edges.size() > 1) copy_of_made(item, edges);
    }
    seal_pushed(detail::RowsIn<T>::of(item));
    if (edges.size() == 1) find_places(edges.front());
  }
  // For the next items, all but the last of the batch; not before the second item of a call, since many calls have one.
  void find_places([[maybe_unused]] detail::EdgeWriter& writer) noexcept {
    if constexpr (detail::TypedBatch<T>::kHasPlaces) {
      if (writer.limit <= 1 || output_->items - output_->before <= 1 || writer.weighs() || writer.full()) return;
      const std::span<T> places = batch_of(writer).places(writer.limit - 1);
      output_->place = places.data();
      output_->places_end = places.data() + places.size();
    }
  }
  void count([[maybe_unused]] std::uint64_t rows) noexcept {
    ++output_->items;
    if constexpr (detail::RowsIn<T>::kCounts) output_->rows += rows;
  }
  // The stages after this one rely on it. `undo` is called where they are others.
  template <class Undo>
  void require_columns([[maybe_unused]] const T& item, [[maybe_unused]] Undo undo) const {
    if constexpr (detail::HasColumns<T>) {
      const Columns* planned = output_->columns;
      if (planned == nullptr || detail::RowsIn<T>::columns(item) == *planned) return;
      const Columns pushed = detail::RowsIn<T>::columns(item);
      undo();
      detail::throw_other_columns(pushed, *planned);
    }
  }
  // It has been added for every reader.
  void seal_pushed(std::uint64_t rows) {
    count(rows);
    for (detail::EdgeWriter& writer : output_->edges) {
      if (is_complete(writer) && writer.may_seal()) writer.seal();
    }
  }
  // As the writer says it; items of one size are limited by their number alone.
  static bool is_complete(const detail::EdgeWriter& writer) noexcept {
    if constexpr (detail::kIsFlat<T> || !detail::kKnowsFootprint<T>)
      return writer.open->size() >= writer.limit;
    else
      return writer.is_complete();
  }
  static void take_back(detail::EdgeWriter& writer) noexcept { writer.open->cut_back(writer.open->size() - 1); }
  // All or none. Named for those who read it in the compiler's message about a type that says it can be copied and cannot.
  static void copy_unless_kMoveOnly(const T& item, std::span<detail::EdgeWriter> writers) {  // NOLINT(readability-identifier-naming)
    std::size_t copied = 0;
    try {
      for (; copied < writers.size(); ++copied) batch_of(writers[copied]).add([&item]() -> const T& { return item; });
    } catch (...) {
      for (; copied > 0; --copied) take_back(writers[copied - 1]);
      throw;
    }
  }
  // To the last reader. There may be no memory for it.
  static void move_after_copies(T& item, std::span<detail::EdgeWriter> writers) {
    try {
      batch_of(writers.back()).add([&item]() -> T&& { return std::move(item); });
    } catch (...) {
      for (detail::EdgeWriter& writer : writers.first(writers.size() - 1)) take_back(writer);
      throw;
    }
  }
  // Of an item that was made for the last reader.
  static void copy_of_made(const T& item, std::span<detail::EdgeWriter> writers) {
    try {
      copy_unless_kMoveOnly(item, writers.first(writers.size() - 1));
    } catch (...) {
      take_back(writers.back());
      throw;
    }
  }

  detail::EdgeWriters* writers_;
  detail::OutputWriters* output_;
};

/// The outputs of a stage that has several. It is itself the main one; `to` returns the others.
template <class Main, class... Others>
class Output<Outputs<Main, Others...>> : public Output<Main> {
 public:
  using Output<Main>::Output;
  /// The same outputs under other names: for a stage that has another do its work.
  template <class... Same>
  requires(sizeof...(Same) == sizeof...(Others) &&
           (std::same_as<typename Same::Item, typename Others::Item> && ...)) explicit Output(Output<Outputs<Main, Same...>>& same) noexcept
      : Output<Main>(same.writers()) {}

  /// The output of that name: `out.to<"big">().push(std::move(order))`.
  template <detail::FixedText Name>
  [[nodiscard]] auto to() noexcept {
    constexpr std::size_t kPlace = detail::place_of_output<Others...>(Name.view());
    static_assert(kPlace < sizeof...(Others), "weir: the stage has no output of this name; its weir::Outputs<...> lists those that it has");
    if constexpr (kPlace < sizeof...(Others))
      return Output<typename detail::NthOf<kPlace, Others...>::Item>(this->writers(), this->writers().named[kPlace]);
  }
};

/// The outputs of a stage whose params name them. It is itself the main one.
template <class T>
class Output<OutputsByParams<T>> : public Output<T> {
 public:
  using Output<T>::Output;

  /// The n-th of those that the stage's `outputs` returned. Requires: it returned more than `n`.
  [[nodiscard]] Output<T> to(std::size_t n) noexcept { return Output<T>(this->writers(), this->writers().named[n]); }
};

namespace detail {
/// The output of one call: when that has ended, however it has, the engine may look at what was pushed.
template <class U>
class CallOutput : public Output<U> {
 public:
  explicit CallOutput(EdgeWriters& writers) noexcept : Output<U>(writers), all_(writers) {}
  CallOutput(const CallOutput&) = delete;
  CallOutput& operator=(const CallOutput&) = delete;
  ~CallOutput() { all_.end_places(); }

 private:
  EdgeWriters& all_;
};
}  // namespace detail

}  // namespace weir
#pragma GCC visibility pop
