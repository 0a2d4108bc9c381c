#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "exec/child.hpp"
#include "exec/command.hpp"
#include "exec/descriptor.hpp"
#include "exec/launch.hpp"

namespace weir::stages {

/// Starts programs, on a thread of its own: the system ends a program when the thread that started it ends, which is how none outlives this
/// process, however that ends. So no child may outlive its maker. Any number of threads.
class ChildMaker {
 public:
  /// Throws `Error` when there can be no such thread.
  ChildMaker();
  ChildMaker(const ChildMaker&) = delete;
  ChildMaker& operator=(const ChildMaker&) = delete;
  ~ChildMaker();

  /// Starts a program, with a pipe to its standard input, or nothing there to be read. Throws `NotExecuted` when that is
  /// what cannot be, and `Error` when there is no process for it or no descriptor.
  [[nodiscard]] Child start(const Command& command, bool with_input);

 private:
  enum class State { idle, asked, done, ended };

  void work() noexcept;
  [[nodiscard]] pid_t launch_there(const Launch& what, int& error);

  Descriptor nothing_;  // /dev/null
  std::mutex one_at_a_time_;
  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  State state_ = State::idle;
  const Launch* what_ = nullptr;
  pid_t process_ = 0;
  int error_ = 0;
  std::thread thread_;  // last: it uses the others
};

}  // namespace weir::stages
