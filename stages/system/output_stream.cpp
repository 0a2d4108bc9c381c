#include "system/output_stream.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <thread>
#include <utility>

#include <weir/error.hpp>

#include "system/output_error.hpp"
#include "system/ready.hpp"

namespace weir::stages {

namespace {

// How often a wait checks whether the run is being stopped.
constexpr std::chrono::milliseconds kLook{20};

}  // namespace

OutputStream OutputStream::of_descriptor(std::filesystem::path path, int descriptor, bool borrowed, const FileCalls& calls) {
  OutputStream stream(std::move(path), calls);
  stream.borrowed_ = borrowed;
  stream.descriptor_ = borrowed ? descriptor : ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  if (stream.descriptor_ < 0) fail_output(stream.path_, errno);
  stream.look();
  return stream;
}

OutputStream OutputStream::of_path(std::filesystem::path path, bool append, const FileCalls& calls) {
  OutputStream stream(std::move(path), calls);
  stream.flags_ = append ? O_APPEND : 0;
  stream.try_open();
  return stream;
}

OutputStream::OutputStream(OutputStream&& other) noexcept
    : path_(std::move(other.path_)),
      calls_(other.calls_),
      flags_(other.flags_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      borrowed_(other.borrowed_),
      may_block_(other.may_block_) {}

OutputStream::~OutputStream() {
  if (descriptor_ >= 0 && !borrowed_) calls_.close(descriptor_);
}

void OutputStream::write(std::span<const std::byte> bytes, const std::function<bool()>& stopping) {
  if (!bytes.empty()) open(stopping);
  while (!bytes.empty()) bytes = bytes.subspan(write_some(bytes, stopping));
}

void OutputStream::close(const std::function<bool()>& stopping) {
  open(stopping);
  if (borrowed_) return;
  const int result = calls_.close(std::exchange(descriptor_, -1));
  if (result != 0 && errno != EINTR) fail_output(path_, errno);
}

void OutputStream::open(const std::function<bool()>& stopping) {
  while (descriptor_ < 0 && !try_open()) {
    if (stopping && stopping()) throw Stopped();
    std::this_thread::sleep_for(kLook);
  }
}

// False for a named pipe that has no reader yet. Without O_NONBLOCK, opening it would wait for one where nothing can end that wait.
bool OutputStream::try_open() {
  descriptor_ = calls_.open(path_.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK | flags_, 0);
  if (descriptor_ >= 0) {
    look();
    return true;
  }
  const int error = errno;
  struct stat status {};
  const bool is_pipe = ::stat(path_.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
  if (error != EINTR && !(error == ENXIO && is_pipe)) fail_output(path_, error);
  return false;
}

void OutputStream::look() {
  struct stat status {};
  may_block_ = ::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode);
}

// A descriptor that is shared with other processes must not be set to O_NONBLOCK. A write does not block when there is room and it is no
// more than PIPE_BUF bytes (POSIX, `write` and `poll`). EPIPE says that a reader has gone only of what can have one: a file system may
// fail with it, too, and then the file is not whole.
std::size_t OutputStream::write_some(std::span<const std::byte> bytes, const std::function<bool()>& stopping) const {
  if (may_block_) wait_for_room(stopping);
  const std::size_t size = may_block_ ? std::min<std::size_t>(bytes.size(), PIPE_BUF) : bytes.size();
  const ssize_t written = ::write(descriptor_, bytes.data(), size);
  if (written > 0) return static_cast<std::size_t>(written);
  if (written == 0) fail_output(path_, ENOSPC);  // as `write_all`
  if (errno == EINTR || (errno == EAGAIN && may_block_)) return 0;
  if (errno == EPIPE && may_block_) reader_has_gone(path_);
  fail_output(path_, errno);
}

void OutputStream::wait_for_room(const std::function<bool()>& stopping) const {
  for (;;) {
    const Ready ready = wait_until_ready(descriptor_, POLLOUT, kLook);
    if (ready == Ready::yes) return;  // an error of the descriptor is for `write` to tell
    if (ready == Ready::unknown) fail_output(path_, errno);
    if (stopping && stopping()) throw Stopped();
  }
}

}  // namespace weir::stages
