#include "pool.hpp"

#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "errors.hpp"
#include "lock.hpp"

namespace weir::python {

namespace py = pybind11;

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{10};

/// A call on a thread of its own.
class OtherThread {
 public:
  OtherThread(const std::function<void(const std::stop_token&)>& call, const std::stop_token& stop)
      : thread_([this, &call, stop] { run(call, stop); }) {}

  bool ended_within(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, time, [this] { return ended_; });
  }
  void wait() { thread_.join(); }
  // Requires: it has been waited for.
  void rethrow_failure() {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void run(const std::function<void(const std::stop_token&)>& call, const std::stop_token& stop) {
    try {
      call(stop);
    } catch (...) {
      failure_ = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;
  std::exception_ptr failure_;
  std::jthread thread_;  // the last, since it uses all others
};

}  // namespace

void call_interruptibly(const std::function<void(const std::stop_token&)>& call) {
  PythonFailure raised;
  {
    const Unlocked unlocked;
    ActiveCall active;
    OtherThread other(call, active.stop().get_token());
    while (!other.ended_within(kBetweenLooks)) {
      const Locked locked;
      if (PyErr_CheckSignals() == 0) continue;
      raised.keep();
      active.stop().request_stop();
      break;
    }
    other.wait();
    if (!raised.kept()) other.rethrow_failure();
  }
  if (raised.kept()) raised.raise();
}

bool may_use_threads() {
  static const pid_t kFirst = getpid();
  return kFirst == getpid();
}

Pool::Pool(const ProcessorOptions& options) : options_(options), workers_(0), process_(0) {
  make();
  workers_ = processor_->workers();
}

Pool::~Pool() {
  if (process_ != getpid()) static_cast<void>(processor_.release());  // it would wait for threads that are the parent's
}

Processor& Pool::here() {
  if (process_ != getpid()) {
    static_cast<void>(processor_.release());
    make();
  }
  return *processor_;
}

void Pool::make() {
  ProcessorOptions options = options_;
  if (!may_use_threads()) options.workers = 1;
  processor_ = std::make_unique<Processor>(options);
  process_ = getpid();
}

}  // namespace weir::python
