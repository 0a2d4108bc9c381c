#include "lock.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

namespace weir::python {

namespace {

thread_local int locked_scopes = 0;

// Never destroyed: threads may wait here until the process is gone.
struct End {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<ActiveCall*> calls;
  std::thread::id last;  // the thread that ends the program, when that has begun: all others may not begin anything

  std::shared_mutex entrance;  // shared by those that wait for the lock
  bool no_lock = false;        // for any thread but the last

  // Requires: `mutex` is locked.
  [[nodiscard]] bool ends_this_thread() const noexcept {
    return last != std::thread::id() && last != std::this_thread::get_id() && locked_scopes == 0;
  }
};
End* of_this_process = new End;
End& end_of_program() {
  return *of_this_process;
}

[[noreturn]] void wait_for_ever() {
  while (true) pause();
}

// Calls `take` unless it is too late.
template <class Take>
auto take_lock(const Take& take) {
  End& end = end_of_program();
  std::shared_lock entering(end.entrance);
  if (end.no_lock && end.last != std::this_thread::get_id()) {
    entering.unlock();
    wait_for_ever();
  }
  return take();
}

}  // namespace

Unlocked::~Unlocked() {
  take_lock([this] { PyEval_RestoreThread(state_); });
}

// One that has it already would wait for itself at the entrance, when others wait there for the lock.
Locked::Locked() : state_(PyGILState_Check() == 1 ? PyGILState_Ensure() : take_lock(PyGILState_Ensure)) {
  ++locked_scopes;
}

Locked::~Locked() {
  --locked_scopes;
  PyGILState_Release(state_);
}

namespace {

// Whether other threads than the last get the lock. Requires: the caller does not have it.
void let_others_in(bool in) {
  End& end = end_of_program();
  const std::lock_guard alone(end.entrance);
  end.no_lock = !in;
}

}  // namespace

ActiveCall::ActiveCall() {
  End& end = end_of_program();
  std::unique_lock lock(end.mutex);
  if (end.ends_this_thread()) {
    lock.unlock();
    wait_for_ever();
  }
  end.calls.push_back(this);
  if (end.last == std::this_thread::get_id()) let_others_in(true);  // an `atexit` function calls: the interpreter is still there
}

ActiveCall::~ActiveCall() {
  End& end = end_of_program();
  std::unique_lock lock(end.mutex);
  end.calls.erase(std::remove(end.calls.begin(), end.calls.end(), this), end.calls.end());  // a forked child does not have it
  end.changed.notify_all();
  if (end.last == std::this_thread::get_id()) let_others_in(false);
  if (!end.ends_this_thread()) return;
  lock.unlock();
  wait_for_ever();
}

void end_calls() {
  End& end = end_of_program();
  PyThreadState* const state = PyEval_SaveThread();
  {
    std::unique_lock lock(end.mutex);
    end.last = std::this_thread::get_id();
    for (ActiveCall* call : end.calls) call->stop().request_stop();
    end.changed.wait(lock, [&end] { return end.calls.empty(); });
  }
  let_others_in(false);
  PyEval_RestoreThread(state);
}

void forget_calls() {
  of_this_process = new End;
}

}  // namespace weir::python
