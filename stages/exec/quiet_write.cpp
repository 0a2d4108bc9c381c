#include "exec/quiet_write.hpp"

#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ctime>
#include <tuple>

namespace weir::stages {

namespace {

bool is_pending(int signal) noexcept {
  sigset_t pending;
  return ::sigpending(&pending) == 0 && ::sigismember(&pending, signal) == 1;
}

}  // namespace

// The signal goes to the thread that writes. It is kept from that, and taken away where it came; unless one had been waiting before, as
// the two are one then.
ssize_t write_quietly(int descriptor, std::string_view bytes) noexcept {
  sigset_t pipe;
  sigset_t before;
  ::sigemptyset(&pipe);
  ::sigaddset(&pipe, SIGPIPE);
  const bool was_pending = is_pending(SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe, &before);
  const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
  const int error = written == 0 && !bytes.empty() ? ENOSPC : errno;
  const timespec at_once{};
  if (written < 0 && error == EPIPE && !was_pending) std::ignore = ::sigtimedwait(&pipe, nullptr, &at_once);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written == 0 && !bytes.empty() ? -1 : written;
}

}  // namespace weir::stages
