#include "text/raw_file.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>

#include "system/ready.hpp"
#include "text/paths.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

void RawFile::open(const std::string& path) {
  path_ = path;
  bytes_before_ = bytes_read_;
  input_is_open_ = input_ != nullptr;
  may_block_ = input_is_open_;
  if (input_is_open_) return;
  owns_file_ = path != kStandardInput;
  // Not blocking: opening a named pipe must not wait for its writer. For regular files it has no effect.
  file_ = owns_file_ ? ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC) : STDIN_FILENO;
  if (file_ < 0) fail_to_read(path, errno);
  struct stat status {};
  const bool known = fstat(file_, &status) == 0;
  const int error = known ? EISDIR : errno;
  if (!known || S_ISDIR(status.st_mode)) {
    close();
    fail_to_read(path, error);
  }
  may_block_ = !S_ISREG(status.st_mode);
}

void RawFile::close() noexcept {
  if (file_ >= 0 && owns_file_) ::close(file_);
  file_ = -1;
  input_is_open_ = false;
}

RawFile::Got RawFile::read(std::span<char> to, std::size_t& count) {
  count = 0;
  if (input_is_open_) {
    const Got got = input_->read(to, count);
    bytes_read_ += count;
    return got;
  }
  if (may_block_ && !wait_for_bytes()) return Got::nothing;
  const ssize_t size = ::read(file_, to.data(), to.size());
  if (size < 0) {
    if (errno == EINTR || errno == EAGAIN) return Got::nothing;
    fail_to_read(path_, errno);
  }
  count = static_cast<std::size_t>(size);
  bytes_read_ += count;
  return count > 0 ? Got::bytes : Got::end;
}

bool RawFile::wait_for_bytes() const {
  const Ready ready = wait_until_ready(file_, POLLIN, std::chrono::milliseconds(kWaitMilliseconds));
  if (ready == Ready::unknown) fail_to_read(path_, errno);
  return ready == Ready::yes;  // the end of a pipe and errors are for read() to tell
}

bool RawFile::has_more() const noexcept {
  struct stat status {};
  if (!is_open() || may_block_) return false;
  // Files in /proc report a size of 0 bytes but are not empty.
  return fstat(file_, &status) != 0 || status.st_size == 0 || ::lseek(file_, 0, SEEK_CUR) < status.st_size;
}

}  // namespace weir::stages
