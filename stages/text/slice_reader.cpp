#include "text/slice_reader.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <new>
#include <system_error>
#include <utility>

#include <weir/param_value.hpp>

#include "system/ready.hpp"
#include "text/paths.hpp"
#include "text/text_start.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

namespace {

[[noreturn]] void fail(const std::string& path, const std::string& why) {
  const std::string name = path == kStandardInput ? "the standard input" : "'" + path + "'";
  throw Unreadable(fmt::format("cannot read {}: {}", name, why));
}

[[noreturn]] void fail(const std::string& path, int error) {
  fail(path, std::generic_category().message(error));
}

bool is_ascii_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

}  // namespace

SliceReader::SliceReader(std::size_t slice_size, Cut cut) : slice_size_(slice_size), cut_(cut), pool_(SlicePool::make(slice_size)) {}

SliceReader::~SliceReader() {
  close();
}

void SliceReader::open(const std::string& path) {
  if (path == lost_pipe_) throw Unreadable(lost_reason_);
  path_ = path;
  has_sent_ = false;
  bytes_before_ = bytes_read_;
  // Not blocking: opening a named pipe must not wait for its writer. For regular files it has no effect.
  owns_file_ = path != kStandardInput;
  file_ = owns_file_ ? ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC) : STDIN_FILENO;
  if (file_ < 0) fail(path, errno);
  struct stat status {};
  if (fstat(file_, &status) != 0) fail(path, errno);
  if (S_ISDIR(status.st_mode)) fail(path, EISDIR);
  may_block_ = !S_ISREG(status.st_mode);
  at_beginning_ = true;
}

void SliceReader::close() noexcept {
  if (file_ >= 0 && owns_file_) ::close(file_);
  file_ = -1;
}

void SliceReader::abandon() noexcept {
  close();
  buffer_ = SliceBuffer();  // it may have grown
  filled_ = no_space_ = 0;
}

bool SliceReader::has_more() const noexcept {
  struct stat status {};
  if (!is_open()) return false;
  if (filled_ > 0) return true;
  if (may_block_) return false;
  if (fstat(file_, &status) != 0) return true;
  // Files in /proc report a size of 0 bytes but are not empty.
  return status.st_size == 0 || ::lseek(file_, 0, SEEK_CUR) < status.st_size;
}

SliceReader::Next SliceReader::read(TextSlice& slice) try {
  if (buffer_.data() == nullptr) buffer_ = pool_->take();
  const Got got = fill();
  if (at_beginning_) look_at_beginning(got == Got::end);
  if (got == Got::end) {
    close();
    if (filled_ == 0) return Next::open;
    slice = cut(filled_);
    return Next::push;
  }
  if (got == Got::bytes && filled_ < buffer_.capacity()) return Next::again;
  if (const std::size_t size = cut_point(); size > 0) {
    slice = cut(size);
    return Next::push;
  }
  no_space_ = filled_;
  if (filled_ == buffer_.capacity()) grow(buffer_, 2 * buffer_.capacity(), filled_);
  return Next::again;
} catch (const Unreadable& error) {
  if (may_block_) {
    lost_pipe_ = path_;
    lost_reason_ = error.what();
  }
  throw;
}

SliceReader::Got SliceReader::fill() {
  if (may_block_ && !wait_for_bytes()) return Got::nothing;
  const ssize_t count = ::read(file_, buffer_.data() + filled_, buffer_.capacity() - filled_);
  if (count == 0) return Got::end;
  if (count < 0) {
    if (errno == EINTR || errno == EAGAIN) return Got::nothing;
    fail(path_, errno);
  }
  filled_ += static_cast<std::size_t>(count);
  bytes_read_ += static_cast<std::uint64_t>(count);
  return Got::bytes;
}

// Nothing is cut off before the beginning is known, as it has no white space in it until then.
void SliceReader::look_at_beginning(bool all) {
  const TextStart start = look_at_start({buffer_.data(), filled_}, all);
  if (start.other != nullptr)
    fail(path_, fmt::format("it is {}; read its text through a pipe, as '-': {} | weir run ...", start.other->name, start.other->to_text));
  at_beginning_ = !start.known;
  if (start.mark == 0) return;
  std::copy(buffer_.data() + start.mark, buffer_.data() + filled_, buffer_.data());
  filled_ -= start.mark;
  no_space_ = 0;
}

void SliceReader::grow(SliceBuffer& buffer, std::size_t capacity, std::size_t used) const try {
  buffer.grow(capacity, used);
} catch (const std::bad_alloc&) {
  const bool lines = cut_ == Cut::lines;
  fail(path_, fmt::format("a {} in it is longer than {}, and there is no memory for the {} that it would take to go on; allow more "
                          "memory, or cut it up with {}",
                          lines ? "line" : "word", format_value(Size{filled_}), format_value(Size{capacity}),
                          lines ? "line feeds" : "white space"));
}

bool SliceReader::wait_for_bytes() const {
  const Ready ready = wait_until_ready(file_, POLLIN, std::chrono::milliseconds(kWaitMilliseconds));
  if (ready == Ready::unknown) fail(path_, errno);
  return ready == Ready::yes;  // the end of a pipe and errors are for read() to tell
}

std::size_t SliceReader::cut_point() const noexcept {
  const auto ends = [lines = cut_ == Cut::lines](char c) { return lines ? c == '\n' : is_ascii_space(c); };
  std::size_t end = filled_;
  while (end > no_space_ && !ends(buffer_.data()[end - 1])) --end;
  return end > no_space_ ? end : 0;
}

// Makes a slice of the first bytes; the rest begins the next buffer.
TextSlice SliceReader::cut(std::size_t size) {
  const std::size_t rest = filled_ - size;
  SliceBuffer next;
  if (rest > 0) {
    next = pool_->take();
    if (rest >= next.capacity()) grow(next, std::max(2 * rest, next.capacity()), 0);
    std::copy_n(buffer_.data() + size, rest, next.data());
  }
  SliceBuffer full = std::exchange(buffer_, std::move(next));
  filled_ = no_space_ = rest;
  has_sent_ = true;
  return {std::move(full), size};
}

}  // namespace weir::stages
