#pragma once

#include <pybind11/pybind11.h>

#include <stop_token>

namespace weir::python {

// The interpreter's lock. A thread that asks for it after the interpreter has ended would be ended itself, in the middle of C++ code, which
// ends the process: here it waits for ever. Before that, at the end of the program, calls in progress in other threads are ended.

/// Without the lock for as long as it lives. Requires: the caller has it.
class Unlocked {
 public:
  Unlocked() : state_(PyEval_SaveThread()) {}
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;
  ~Unlocked();

 private:
  PyThreadState* state_;
};

/// With the lock, on any thread, whether it has it or not.
class Locked {
 public:
  Locked();
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
  ~Locked();

 private:
  PyGILState_STATE state_;
};

/// A call of C++ code that goes on without the lock. The end of the program asks for its stop, and waits until it is over. From then on its
/// thread waits for ever, as one that begins another does, unless that is inside a Python function that C++ called, or on the thread that
/// ends the program. Requires: the caller does not have the lock.
class ActiveCall {
 public:
  ActiveCall();
  ActiveCall(const ActiveCall&) = delete;
  ActiveCall& operator=(const ActiveCall&) = delete;
  ~ActiveCall();

  [[nodiscard]] std::stop_source& stop() noexcept { return stop_; }

 private:
  std::stop_source stop_;
};

/// For `atexit`, once: ends all calls in progress.
void end_calls();
/// For a forked child: calls in other threads are not in progress there.
void forget_calls();

}  // namespace weir::python
