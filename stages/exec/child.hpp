#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "exec/descriptor.hpp"

namespace weir::stages {

/// How a program ended.
struct Ending {
  std::optional<int> code = {};  ///< its exit code; nothing when a signal ended it
  int signal = 0;                ///< that signal

  friend bool operator==(const Ending&, const Ending&) = default;
};

/// `exit code 3`, or `signal 9 (KILL)`.
[[nodiscard]] std::string shown_ending(const Ending& ending);

/// The name of a signal, `KILL`; its number where it has none.
[[nodiscard]] std::string signal_name(int signal);

/// A program under way, which leads a process group of its own. `ChildMaker` makes it. What it has left in its group is ended when it has
/// ended; all of it is, at the latest, when the object is destroyed. One thread at a time, any thread.
///
/// Its standard streams are pipes, of which the ends here do not block: a reader gets EAGAIN while nothing has come. A write to a program
/// that has closed its end raises SIGPIPE, as to any pipe: see `write_quietly`.
class Child {
 public:
  /// What `ChildMaker` has started. Requires: `process` has not been waited for.
  Child(pid_t process, Descriptor in, Descriptor out, Descriptor err);
  Child(Child&& other) noexcept;
  Child& operator=(Child&&) = delete;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  [[nodiscard]] Descriptor& in() noexcept { return in_; }    ///< to write to; not open where it has no input
  [[nodiscard]] Descriptor& out() noexcept { return out_; }  ///< to read what it prints
  [[nodiscard]] Descriptor& err() noexcept { return err_; }
  /// To wait for its end: it can be read from then on.
  [[nodiscard]] const Descriptor& end() const noexcept { return end_; }
  [[nodiscard]] pid_t process() const noexcept { return process_; }

  /// How it ended, if it has. What it left in its group has been killed by then. Throws `Error` when nobody can tell, as the program in
  /// which this runs waits for all children, or ignores SIGCHLD.
  [[nodiscard]] std::optional<Ending> ending();

  /// Sends a signal to all of its group, unless it has ended.
  void signal(int number) const noexcept;

 private:
  pid_t process_;
  Descriptor in_;
  Descriptor out_;
  Descriptor err_;
  Descriptor end_;
  bool waited_for_ = false;
  std::optional<Ending> ending_;
};

}  // namespace weir::stages
