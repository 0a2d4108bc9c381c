#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace weir::stages {

/// Calls a function once, after some time, on a thread of its own; not at all when it is destroyed before. The destructor waits for a call
/// that is under way.
///
/// Requires: the function throws nothing.
class DelayedCall {
 public:
  DelayedCall(std::chrono::nanoseconds delay, std::function<void()> call);
  DelayedCall(const DelayedCall&) = delete;
  DelayedCall& operator=(const DelayedCall&) = delete;
  ~DelayedCall();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  std::thread thread_;  // last: it uses the others
};

}  // namespace weir::stages
