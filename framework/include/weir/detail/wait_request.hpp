#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// What any thread does to a replica that may wait. It outlives the run, where it does nothing any more. Thread-safe.
class WakeState {
 public:
  /// The replica is called again, once more if it is in a call now. One call answers all that have come before it.
  void wake() noexcept {
    if (asked_.exchange(true)) return;
    const std::lock_guard lock(mutex_);
    if (wake_) wake_();
  }
  [[nodiscard]] bool asked() const noexcept { return asked_.load(); }
  /// The replica is about to look: what has been done before any `wake` that this forgets, its thread sees.
  void forget() noexcept { asked_.exchange(false); }

  /// Sets what wakes the replica, or removes it: `wake` is then not running and is not called again. It must not throw.
  void connect(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
  }

 private:
  std::atomic<bool> asked_{false};
  std::mutex mutex_;
  std::function<void()> wake_;
};

/// A file descriptor that is waited for, until it is ready for one of these.
struct WaitDescriptor {
  int descriptor = -1;
  bool read = false;
  bool write = false;
};

/// What one replica has said it waits for.
struct WaitRequest {
  using Time = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

  std::vector<WaitDescriptor> descriptors;  // each once
  Time until = Time::max();
  bool wake = false;
  bool input = false;        // the next item ends the wait, too
  bool input_ended = false;  // told by the engine: no item comes any more
  std::shared_ptr<WakeState> waker = std::make_shared<WakeState>();

  [[nodiscard]] bool empty() const noexcept { return descriptors.empty() && until == Time::max() && !wake && (!input || input_ended); }
  /// Before each call: what the one before has said does not count any more.
  void begin_call() noexcept {
    descriptors.clear();
    until = Time::max();
    wake = false;
    input = false;
    waker->forget();
  }
  void add(const WaitDescriptor& added) {
    const auto same = [&added](const WaitDescriptor& other) { return other.descriptor == added.descriptor; };
    const auto known = std::find_if(descriptors.begin(), descriptors.end(), same);
    if (known == descriptors.end()) return descriptors.push_back(added);
    known->read = known->read || added.read;
    known->write = known->write || added.write;
  }
  void add(Time time) noexcept { until = std::min(until, time); }
};

struct WaitAccess;

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
