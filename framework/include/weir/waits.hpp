#pragma once

// What a stage class derives from, beside its role, that waits for something outside: a child, a socket, a timer, another thread.

#include <chrono>
#include <concepts>
#include <memory>
#include <utility>

#include <weir/detail/wait_request.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// Wakes the replica of a stage that handed it out (`Waits::waker`). A small value, to be copied and passed to other threads and callbacks,
/// but not to signal handlers. Any thread may use it at any time, also when the run is over: then it does nothing.
class Waker {
 public:
  /// Made by a stage.
  explicit Waker(std::shared_ptr<detail::WakeState> state) noexcept : state_(std::move(state)) {}
  /// Has `produce` called once more. What this thread did before, that call sees. Never blocks for long, and calls no code of the stage.
  void wake() const noexcept { state_->wake(); }

 private:
  std::shared_ptr<detail::WakeState> state_;
};

/// A second base of a source or an expander that waits without a worker: `class Ask : public weir::Expander<Url, Page>, public
/// weir::Waits`. Its `produce` says what it waits for and returns `Next::wait`. The replica then sleeps, and is called again when any of
/// that has happened. Very many replicas may sleep at a time, on any number of workers.
///
/// All is said anew before each `Next::wait`, and forgotten when `produce` is called again. A call may come early or for nothing: of a
/// drain, or because what it was for has been used up. So `produce` looks again, and goes on waiting if there is still nothing to do.
///
/// What a call has pushed before it waits is sent on when its batch is full or its `batch_wait` is over, which is 1 ms in the stages after
/// this one unless they are given another; `out.flush()` sends it at once.
///
/// When the run is stopped or fails, no further call is made. A drain ends a source, as it ends any. An expander that waits is called then,
/// and sees `stopping()`: it may return `Next::wait` all the same, and goes on with its item; whatever else it returns ends the item, cut
/// short, if the call has seen `stopping()`. One that does not look there keeps its items whole.
///
/// The protected functions are for `produce`, by the thread of the call. Errors: a run fails, with a `StageError`, when `Next::wait` is
/// returned and nothing was said in this call, when a descriptor is not open, and when another replica waits for it, too; `dup` gives each
/// one of its own.
class Waits {
 protected:
  Waits() = default;
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;
  Waits(Waits&&) = default;  ///< before its run, as the stage is
  ~Waits() = default;

  /// Until the descriptor can be read, or is at its end or broken. One that is always ready, such as a regular file, does not wait.
  /// Requires: nobody closes it while the replica waits. The stage's own calls and its destructor may: by then nothing is waited for.
  void wait_readable(int descriptor) { request_.add({.descriptor = descriptor, .read = true}); }
  /// The same until it can be written. Both may be said of one descriptor.
  void wait_writable(int descriptor) { request_.add({.descriptor = descriptor, .write = true}); }
  /// Until that time; the earliest counts.
  void wait_until(std::chrono::steady_clock::time_point time) noexcept { request_.add(time); }
  /// The same, from now on.
  void wait_for(std::chrono::nanoseconds duration) noexcept {
    const std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();
    const auto left = detail::WaitRequest::Time::max() - now;
    request_.add(duration < left ? now + duration : detail::WaitRequest::Time::max() - std::chrono::nanoseconds(1));
  }
  /// Until another thread wakes it. (A `Waker` ends any wait; this says that it is what is waited for.)
  void wait_for_wake() noexcept { request_.wake = true; }
  /// What wakes this replica. May be called in the constructor and in any call. A wake in the middle of a call counts: the replica is
  /// called again.
  [[nodiscard]] Waker waker() const noexcept { return Waker(request_.waker); }

 private:
  friend class WaitsForInput;
  friend struct detail::WaitAccess;
  detail::WaitRequest request_;
};

/// The second base, in place of `Waits`, of an expander whose answers do not belong to one item each, such as a filter program: `class Pipe
/// : public weir::Expander<Rows, Rows>, public weir::WaitsForInput`. It takes further items before all that comes of the others is there.
///
/// With `wait_for_input` and `Next::wait`, `produce` says that its item is used up. The next call comes when something that it waits for
/// has happened, as ever, or when there is another item: that has been opened then. So `produce` is also called between two items, when
/// none is open; each `Next::wait` is then one for input, too, and `Next::done` says that there is nothing to do until the next item.
///
/// When all input has ended, `produce` is called, with `input_ended()`, until it returns `Next::done`, and waits meanwhile as any stage
/// may; then comes `finish`. A replica that never had an item gets only that. Where the stage has had enough (`enough`), input has ended in
/// this sense for all replicas, and what one of them has open then is its last item; where nobody reads the stage any more, only `finish`
/// is called.
///
/// A drain cuts nothing of such a stage short: what has come is worked on to its end. Nor is it known which item is at fault when a call
/// fails: its exceptions end the run, whatever `on_error` says, and calls are not made again. What it rejects by hand goes where `on_error`
/// says. What comes of which item is not known either, so the stage cannot be `ordered`; of one replica, what it pushes is in the order in
/// which it was pushed.
class WaitsForInput : public Waits {
 protected:
  WaitsForInput() = default;

  /// The item is used up; until another comes, or all input has ended.
  void wait_for_input() noexcept { request_.input = true; }
  /// Whether no item comes any more.
  [[nodiscard]] bool input_ended() const noexcept { return request_.input_ended; }
};

namespace detail {

/// For weir itself.
struct WaitAccess {
  static WaitRequest& request(Waits& stage) noexcept { return stage.request_; }
};

/// A stage class whose instances may wait for something outside.
template <class S>
inline constexpr bool kWaits = std::derived_from<S, Waits>;

/// And is called without an item, too.
template <class S>
inline constexpr bool kWaitsForInput = std::derived_from<S, WaitsForInput>;

/// What a stage has said it waits for; null when it cannot wait.
template <class S>
WaitRequest* wait_request_of([[maybe_unused]] S& stage) noexcept {
  if constexpr (kWaits<S>)
    return &WaitAccess::request(stage);
  else
    return nullptr;
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
