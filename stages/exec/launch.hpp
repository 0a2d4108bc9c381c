#pragma once

#include <sys/types.h>

namespace weir::stages {

/// What the new process needs, all of it made beforehand: between its birth and its program it may allocate nothing and take no lock.
struct Launch {
  const char* program;     ///< a path
  char* const* words;      ///< ends with a null pointer
  char* const* variables;  ///< the same
  const char* cwd;         ///< null: as it is
  int in;                  ///< its standard streams, none of them below 3
  int out;
  int err;
  int fault;  ///< where a `LaunchFault` goes, if the program cannot be executed; closed when it is
};

struct LaunchFault {
  enum class Step { folder, program };
  Step step;
  int error;  ///< the errno
};

/// Starts a process that ends when the calling thread does, and leads a process group. Returns its number, or -1 with errno. When it
/// returns, the program is under way, or there is a fault to be read.
///
/// Requires: the calling thread has all signals blocked.
[[nodiscard]] pid_t launch(const Launch& what) noexcept;

}  // namespace weir::stages
