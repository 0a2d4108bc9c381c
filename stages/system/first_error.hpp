#pragma once

#include <exception>
#include <mutex>
#include <utility>

namespace weir::stages {

/// Brings an exception from the tasks of oneTBB's to whoever waits for them. oneTBB would do so itself, but needs memory for it, and ends
/// the process where there is none. Any number of threads may keep; one rethrows when they are done.
class FirstError {
 public:
  /// Calls `f`, and keeps what it throws, if it is the first.
  template <class F>
  void keep(F f) noexcept {
    try {
      f();
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
  }
  /// Throws what was kept, if anything was.
  void rethrow() {
    if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
};

}  // namespace weir::stages
