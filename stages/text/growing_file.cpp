#include "text/growing_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "text/unreadable.hpp"

namespace weir::stages {

// Not blocking: a named pipe that took the file's place must not be waited for.
GrowingFile::GrowingFile(std::string path) : path_(std::move(path)), file_(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
  if (file_ < 0) fail_to_read(path_, errno);
  struct stat status {};
  const int error = ::fstat(file_, &status) == 0 ? 0 : errno;
  if (error == 0 && S_ISREG(status.st_mode)) {
    id_ = {status.st_dev, status.st_ino};
    return;
  }
  ::close(file_);
  if (error != 0) fail_to_read(path_, error);
  fail_to_read(path_, "only a regular file can be followed; take follow away");
}

GrowingFile::~GrowingFile() {
  ::close(file_);
}

// Behind what ended the file for the moment nothing comes, though there may be some by now: who writes line by line is not to be read line
// by line. The bytes before the position are read once more by the same call, so nothing can happen between a look at them and the read.
RawInput::Got GrowingFile::read(std::span<char> to, std::size_t& count) {
  count = 0;
  if (truncated_) return Got::end;
  if (std::exchange(at_end_, false) && !ends_ && limit_ == kNoLimit) {
    is_quiet_ = true;
    return Got::nothing;
  }
  const std::size_t room = static_cast<std::size_t>(std::min<std::uint64_t>(to.size(), limit_ - std::min(limit_, position_)));
  std::array<char, kRemembered> before{};
  const std::array<iovec, 2> parts{iovec{before.data(), remembered_}, iovec{to.data(), room}};
  ssize_t got = -1;
  do {
    got = ::preadv(file_, parts.data(), parts.size(), static_cast<off_t>(position_ - remembered_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) fail_to_read(path_, errno);
  is_quiet_ = static_cast<std::size_t>(got) <= remembered_;
  truncated_ = static_cast<std::size_t>(got) < remembered_ || !std::equal(last_.begin(), last_.begin() + remembered_, before.begin());
  if (truncated_) return Got::end;
  count = static_cast<std::size_t>(got) - remembered_;
  if (count == 0) return ends_ ? Got::end : Got::nothing;
  at_end_ = count < room;
  position_ += count;
  remember(to.first(count));
  return Got::bytes;
}

void GrowingFile::remember(std::span<const char> bytes) noexcept {
  const std::size_t added = std::min(bytes.size(), kRemembered);
  const std::size_t kept = std::min(remembered_, kRemembered - added);
  std::copy(last_.begin() + (remembered_ - kept), last_.begin() + remembered_, last_.begin());
  std::copy(bytes.end() - static_cast<std::ptrdiff_t>(added), bytes.end(), last_.begin() + kept);
  remembered_ = kept + added;
}

void GrowingFile::rewind() {
  position_ = remembered_ = 0;
  truncated_ = is_quiet_ = at_end_ = false;
  if (limit_ != kNoLimit) stop_growing();
}

void GrowingFile::stop_growing() {
  struct stat status {};
  if (::fstat(file_, &status) != 0) fail_to_read(path_, errno);
  limit_ = static_cast<std::uint64_t>(status.st_size);
}

bool GrowingFile::is_deleted() const noexcept {
  struct stat status {};
  return ::fstat(file_, &status) == 0 && status.st_nlink == 0;
}

}  // namespace weir::stages
