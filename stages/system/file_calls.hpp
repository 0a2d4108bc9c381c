#pragma once

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdio>

namespace weir::stages {

/// The system calls of output files whose failures a test has to make up. They set errno.
struct FileCalls {
  int (*open)(const char* path, int flags, mode_t mode);
  int (*close)(int descriptor);
  int (*fsync)(int descriptor);
  int (*rename)(const char* from, const char* to);
};

/// The system's own.
inline constexpr FileCalls kSystemCalls{[](const char* path, int flags, mode_t mode) { return ::open(path, flags, mode); }, ::close,
                                        ::fsync, ::rename};

}  // namespace weir::stages
