#pragma once

// The four roles that a stage class derives from: for authors of stages.
// One instance is never called by two threads at once, but its calls may come on different threads.

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/detail/rejects.hpp>
#include <weir/item.hpp>
#include <weir/next.hpp>
#include <weir/output.hpp>
#include <weir/outputs.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// What a stage adds to the report: totals, such as the number of malformed inputs, which are summed over replicas by name (zeros are not
/// shown); and what its user asked for and did not get.
class Counters {
 public:
  void add(const std::string& name, std::uint64_t amount) { totals_[name] += amount; }                   ///< adds to the total of that name
  [[nodiscard]] const std::map<std::string, std::uint64_t>& totals() const noexcept { return totals_; }  ///< by name
  /// Something that was asked for is not there, though the run went on: a file that could not be read and was skipped, an output that was
  /// cut short. One line for the user; the command's exit status is then not 0.
  void add_missing(std::string line) { missing_.push_back(std::move(line)); }
  [[nodiscard]] const std::vector<std::string>& missing() const noexcept { return missing_; }  ///< in the order of the calls

 private:
  std::map<std::string, std::uint64_t> totals_;
  std::vector<std::string> missing_;
};

namespace detail {
template <class S, class Held>
class Adapter;

/// Holds for items that can be pushed; what a `weir::AnyItem` shows is gone when the call ends.
template <class... Ts>
constexpr bool require_known() {
  static_assert((!std::same_as<Ts, AnyItem> && ...), "weir: only a sink takes items of any type: weir::Sink<weir::AnyItem>");
  return true;
}

/// The same of what a role pushes, which may be `Outputs`.
template <class U>
struct OutputsCheck {
  static constexpr bool kGood = require_values<U>() && require_known<U>();
};
template <class Main, class... Others>
struct OutputsCheck<Outputs<Main, Others...>> {
  static_assert(
      names_are_good<Others...>(),
      "weir: the outputs after the main one are weir::Named<\"name\", T>, each with a name of its own: lower-case letters, digits "
      "and _, a letter first");
  static constexpr bool kGood = require_values<Main, typename Others::Item...>() && require_known<Main, typename Others::Item...>();
};
template <class T>
struct OutputsCheck<OutputsByParams<T>> : OutputsCheck<T> {};
template <class U>
constexpr bool require_outputs() {
  return OutputsCheck<U>::kGood;
}
}  // namespace detail

/// What all roles share.
class StageBase {
 public:
  StageBase() = default;
  StageBase(const StageBase&) = delete;
  StageBase& operator=(const StageBase&) = delete;
  virtual ~StageBase() = default;

  /// Adds this replica's totals. Called at most once, when the run has ended and no other call is in progress.
  virtual void counters(Counters& counters) const { (void)counters; }

 protected:
  /// A stage may be moved before its run, into a pipeline in code.
  StageBase(StageBase&&) = default;

  /// True when the run is being stopped; in a source and in an expander also when it is being drained. A call that waits for something
  /// outside (a socket, a pipe) checks this at least every 100 ms, and returns or throws `Stopped` when it is true; so does a long call of
  /// a transform or a sink. Any thread may call it. False in the constructor.
  ///
  /// In a drain a source that has seen this ends. An expander goes on with each item that is still queued before it, and an item in which
  /// it has seen this ends there, cut short. So an expander that works long but does not wait does not look here: it returns `Next::again`
  /// from time to time, which lets a stop through, and its items come out whole.
  [[nodiscard]] bool stopping() const noexcept { return ending_ != nullptr && ending_->stopping(); }

 private:
  template <class S, class Held>
  friend class detail::Adapter;
  const detail::Ending* ending_ = nullptr;  // set before the first call
};

/// What the roles that take items share.
class TakesItems : public StageBase {
 protected:
  /// Says that the stage wants no more items: it has the ten that it was to take, or has found what it was looking for. It gets no new call
  /// but `finish`; what it has pushed counts, and its result is whole. What was still to come for it is dropped. A stage whose readers have
  /// all had enough has had enough itself, and so on up to the sources, which end.
  ///
  /// The instance calls it in its constructor or in any call; saying it again, or in `finish`, changes nothing. When one of several
  /// replicas says so, the input of all of them ends: each finishes after the call that it is in, and which items those were is left to
  /// chance. A stage for which that matters has one replica.
  void enough() noexcept { had_enough_ = true; }

 private:
  template <class S, class Held>
  friend class detail::Adapter;
  template <class T>
  friend class Takes;
  bool had_enough_ = false;
  detail::Rejects* rejects_ = nullptr;  // set before the first call
};

/// What they share that depends on the items.
template <class T>
class Takes : public TakesItems {
  static_assert(detail::require_values<T>() && detail::require_known<T>());

 public:
  using In = T;  ///< the items that it takes

 protected:
  /// Puts an item aside that the stage cannot use, with one sentence that says why, and where it came from when that is known
  /// (`orders.csv:17`). Unless the file or the program says otherwise (`on_error`), it leaves by the stage's output `rejected`; where
  /// nobody reads that, the run fails once the call has returned. The call goes on with its other items either way.
  ///
  /// An exception from a call rejects all items that the call got, if the run is to go on at all; those of which it is known which one was
  /// at fault are better rejected here.
  void reject(T&& item, std::string reason, std::string origin = "") {
    static_assert(detail::kCanBeRejected<T>, "weir: an item that has been rejected already cannot be rejected again");
    if (rejects_ == nullptr) throw Error("rejected an item: " + detail::reject_text(reason, origin));
    detail::reject(*rejects_, item, std::move(reason), std::move(origin));
  }
};

/// The four roles. A stage class derives from exactly one of them.
///
/// Threading, for all four: every replica is an instance of its own, constructed once from the same params. One instance is never called by
/// two threads at once; different calls may come on different threads. So an instance needs no lock for what it owns, and thread-local
/// variables do not survive from call to call.
///
/// Errors, for all four: an exception from the constructor or any call ends the run; the caller gets it inside a `StageError`. Where the
/// stage's `on_error` says so, one from `process`, `open`, `produce` or `consume` of a stage that takes items rejects those that the call
/// got: what a failed `process` has pushed is taken back, and the instance gets further calls, so it leaves itself usable.
///
/// The `Requires:` lines of the roles are what weir promises to a stage, and what a test that calls one by hand has to keep.

/// Makes items from nothing: a file, a range, a device. A source has one replica.
template <class T>
class Source : public StageBase {
  static_assert(detail::require_outputs<T>());

 public:
  using Out = detail::MainOf<T>;  ///< the items that it pushes to its main output
  using AllOutputs = T;           ///< that, or the `Outputs` with all that it has

  /// Pushes until `out.full()` and returns `Next::again`; returns `Next::done` at the end of the stream.
  /// Requires: it has not returned `Next::done` before.
  virtual Next produce(Output<T>& out) = 0;

  /// How much of the whole has been produced, 0 to 1, when the source knows. Called between calls of `produce`, on the same thread.
  [[nodiscard]] virtual std::optional<double> progress() const { return std::nullopt; }

  /// Returns whether a drain now cuts the input short, so that `finish_partial` is called on the sinks below. Called when a drain ends the
  /// stream, between calls of `produce`, on the same thread; not when `produce` returns `Next::done` without having seen `stopping()`. A
  /// source that does not know its `progress` may be called once more in a drain, to see whether that was its end. Unless overridden, true
  /// when `progress` is not 1. Override it to return false for an input without an end of its own (a terminal, a pipe, a device).
  [[nodiscard]] virtual bool cut_by_drain() const { return progress().value_or(0) < 1; }

  /// Whether a drain leaves it to the source to end: `produce` is called on, sees `stopping()`, makes of what is there already, and returns
  /// `Next::done` soon, also when more comes all the time. For an input that is stored outside, such as a file that grows. Called as
  /// `cut_by_drain` is. Unless overridden, false: a drain ends the source, at most one call later.
  [[nodiscard]] virtual bool drains_itself() const { return false; }
};

/// Turns a batch of items into any number of others.
template <class T, class U>
class Transform : public Takes<T> {
  static_assert(detail::require_outputs<U>());

 public:
  using Out = detail::MainOf<U>;  ///< the items that it pushes to its main output
  using AllOutputs = U;           ///< that, or the `Outputs` with all that it has

  /// Works on 1 to `batch_size` items, which the stage may move from. Requires: `items` is not empty.
  virtual void process(std::span<T> items, Output<U>& out) = 0;

  /// The replica's last call, once, after its last batch. A replica that kept partial totals pushes them here. Also called when the stage
  /// has had enough (`enough`).
  virtual void finish(Output<U>& out) { (void)out; }
};

/// Turns one item into very many: a path into its lines. Unlike a transform it is suspended while the queues after it are full, so its
/// memory is strictly bounded.
template <class T, class U>
class Expander : public Takes<T> {
  static_assert(detail::require_outputs<U>());

 public:
  using Out = detail::MainOf<U>;  ///< the items that it pushes to its main output
  using AllOutputs = U;           ///< that, or the `Outputs` with all that it has

  /// Begins a new item. Requires: the item before has ended.
  virtual void open(T&& item) = 0;

  /// Pushes until `out.full()` and returns `Next::again`; returns `Next::done` at the end of the item. An item also ends when a drain is
  /// under way and the call has seen `stopping()`, whatever it returns, or throws `Stopped`; then `finish_partial` is called on the sinks
  /// below. Requires: an item is open: it has not ended since the last `open`.
  virtual Next produce(Output<U>& out) = 0;

  /// The replica's last call, once, after its last item. Where the stage has had enough, an item may still be open.
  virtual void finish(Output<U>& out) { (void)out; }
};

/// Takes items out of the pipeline.
template <class T>
class Sink : public Takes<T> {
 public:
  /// Takes 1 to `batch_size` items, which the stage may move from. Requires: `items` is not empty.
  virtual void consume(std::span<T> items) = 0;

  /// The replica's last call, once, after its last batch. Not called when the run fails or is stopped, so a sink that must leave its output
  /// whole or absent makes it visible here.
  virtual void finish() {}

  /// Called in place of `finish` when a drain cut a source above short, and the stage had not had enough by then: what came is not the
  /// result of the whole input. A sink that writes a file overrides it so that the file does not look whole (weir's own kinds leave
  /// `NAME.partial`), and says so in `counters`.
  virtual void finish_partial() { finish(); }
};

/// A sink of the items of any stage, of any type.
template <>
class Sink<AnyItem> : public TakesItems {
 public:
  using In = AnyItem;  ///< the items that it takes

  /// The replica's first call, once, even if no item comes. All items are of that type.
  virtual void begin(const ItemType& type) { (void)type; }
  /// As that of any sink. The items live as long as the call.
  virtual void consume(std::span<AnyItem> items) = 0;
  /// As that of any sink.
  virtual void finish() {}
  /// As that of any sink.
  virtual void finish_partial() { finish(); }
};

}  // namespace weir
#pragma GCC visibility pop
