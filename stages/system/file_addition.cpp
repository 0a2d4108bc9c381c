#include "system/file_addition.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <weir/error.hpp>

#include "system/copy_bytes.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kAddedAtOnce = std::size_t{256} << 10U;
constexpr std::chrono::milliseconds kTryLock{20};

// Fewer bytes where the file ends before. `error` is errno, or 0.
std::string bytes_at(int file, std::uint64_t position, std::size_t count, int& error) {
  std::string bytes(count, '\0');
  std::size_t got = 0;
  while (got < count) {
    const ssize_t some = ::pread(file, bytes.data() + got, count - got, static_cast<off_t>(position + got));
    if (some < 0 && errno == EINTR) continue;
    error = some < 0 ? errno : 0;
    if (some <= 0) break;
    got += static_cast<std::size_t>(some);
  }
  bytes.resize(got);
  return bytes;
}

}  // namespace

FileAddition::FileAddition(std::filesystem::path path, std::filesystem::path target, From from, const FileCalls& calls)
    : path_(std::move(path)), target_(std::move(target)), from_(from), calls_(calls) {}

FileAddition::~FileAddition() {
  if (to_ >= 0) calls_.close(to_);
}

void FileAddition::open(int flags) {
  to_ = calls_.open(target_.c_str(), flags | O_CLOEXEC | O_NONBLOCK, 0);
  if (to_ < 0) fail_output(path_, errno);
}

void FileAddition::close() {
  if (calls_.close(std::exchange(to_, -1)) != 0 && errno != EINTR)
    fail_output(path_, text_of(errno) + "; it may hold a part of the new rows");
}

void FileAddition::require_fit() {
  open(O_RDONLY);
  struct stat status {};
  if (::fstat(to_, &status) != 0) fail_output(path_, errno);
  look_at_text(static_cast<std::uint64_t>(status.st_size));
  calls_.close(std::exchange(to_, -1));
}

void FileAddition::look_at_text(std::uint64_t size) const {
  if (!from_.is_text || size == 0) return;
  int error = 0;
  const std::string last = bytes_at(to_, size - 1, 1, error);
  const std::string header = error == 0 ? bytes_at(from_.descriptor, 0, from_.header, error) : "";
  const std::string beginning = error == 0 ? bytes_at(to_, 0, header.size(), error) : "";
  if (error != 0) fail_output(path_, error);
  if (last != "\n") fail_output(path_, "rows cannot be added behind its last line, which has no line end");
  if (header == beginning) return;
  const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  fail_output(path_, "rows cannot be added: it begins with '" + first_line(beginning) + "', and these rows have the columns '" +
                         first_line(header) + "'");
}

// Another may have come in its place before it was locked.
void FileAddition::add(bool sync, const std::function<bool()>& stopping) {
  std::vector<std::byte> buffer(kAddedAtOnce);  // before anything is changed: there may be no memory for it
  for (open(O_RDWR | O_APPEND); !lock() || !has_name();) {
    if (stopping && stopping()) throw Stopped();
    std::this_thread::sleep_for(kTryLock);
    if (has_name()) continue;
    calls_.close(std::exchange(to_, -1));
    open(O_RDWR | O_APPEND);
  }
  struct stat before {};
  if (::fstat(to_, &before) != 0) fail_output(path_, errno);
  look_at_text(static_cast<std::uint64_t>(before.st_size));
  CopyResult result = append_bytes(from_.descriptor, before.st_size > 0 ? static_cast<off_t>(from_.header) : 0, to_, buffer);
  if (result.error == 0 && sync && calls_.fsync(to_) != 0 && errno != EINVAL) {
    result = {errno, true};
    result.begun = ::ftruncate(to_, before.st_size) != 0;
  }
  if (result.error != 0) fail_output(path_, text_of(result.error) + (result.begun ? "; it may hold a part of the new rows" : ""));
  close();
}

// False when another process has it. Not all file systems have locks.
bool FileAddition::lock() const {
  return ::flock(to_, LOCK_EX | LOCK_NB) == 0 || (errno != EWOULDBLOCK && errno != EINTR);
}

bool FileAddition::has_name() const {
  struct stat named {};
  struct stat opened {};
  if (::fstat(to_, &opened) != 0 || ::stat(target_.c_str(), &named) != 0) fail_output(path_, errno);
  return named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

}  // namespace weir::stages
