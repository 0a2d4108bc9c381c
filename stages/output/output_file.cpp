#include "output/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <system_error>

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBufferSize = 64 * 1024;
constexpr int kMostLinks = 40;  // as the kernel allows

std::string text_of(int error) {
  return std::generic_category().message(error);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// Links are followed by hand because the last one may point at a file that is yet to be made.
fs::path follow_links(fs::path path) {
  for (int i = 0; i < kMostLinks; ++i) {
    std::error_code none;
    const fs::path next = fs::read_symlink(path, none);
    if (none) break;
    path = next.is_absolute() ? next : folder_of(path) / next;
  }
  return path;
}

fs::path temporary_beside(const fs::path& target) {
  constexpr std::size_t kLongest = 200;  // of the 255 bytes that a name may have
  std::random_device random;
  const std::string name = target.filename().string().substr(0, kLongest);
  return folder_of(target) / fmt::format(".{}.{:08x}{:08x}.tmp", name, random(), random());
}

}  // namespace

OutputFile::OutputFile(const fs::path& path) : path_(path), target_(follow_links(path)) {
  buffer_.reserve(kBufferSize);
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
    return;
  }
  if (path.empty()) throw Error("cannot write a file: its path is empty");
  struct stat found {};
  const bool exists = ::stat(path.c_str(), &found) == 0;
  if (!exists && errno != ENOENT) fail(text_of(errno));
  if ((exists && S_ISDIR(found.st_mode)) || !path.has_filename()) fail("it is a folder");
  if (exists && !S_ISREG(found.st_mode)) {
    open_direct();
    return;
  }
  // A file that may not be written is not to be replaced either, though the folder's permissions would allow it.
  if (exists && ::faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) fail(text_of(errno));
  open_temporary();
  if (exists) keep_permissions(found.st_mode & 0777U);
}

OutputFile::~OutputFile() {
  if (state_ == State::closed || descriptor_ < 0) return;
  if (descriptor_ != STDOUT_FILENO) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::open_direct() {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail(text_of(errno));
}

void OutputFile::open_temporary() {
  do {
    temporary_ = temporary_beside(target_);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  } while (descriptor_ < 0 && errno == EEXIST);
  if (descriptor_ >= 0) return;
  const int error = errno;
  const std::string folder = folder_of(target_).string();
  if (error == ENOENT) fail(fmt::format("the folder '{}' does not exist", folder));
  fail(fmt::format("no file can be made in the folder '{}': {}", folder, text_of(error)));
}

void OutputFile::keep_permissions(unsigned mode) {
  if (::fchmod(descriptor_, mode) == 0) return;
  const int error = errno;
  ::close(descriptor_);  // no destructor runs for what the constructor leaves half made
  ::unlink(temporary_.c_str());
  fail(text_of(error));
}

void OutputFile::write(std::span<const std::byte> bytes) {
  require_open();
  if (buffer_.size() + bytes.size() > kBufferSize) flush();
  if (bytes.size() >= kBufferSize) return write_all(bytes.data(), bytes.size());
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
}

void OutputFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
  if (!seekable()) fail("it is not a regular file, and this format has to go back in it");
  if (!buffer_.empty()) flush();  // or it would come out later, on top of these bytes
  require_open();
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail_write(errno);
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void OutputFile::flush() {
  require_open();
  write_all(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void OutputFile::commit() {
  flush();
  if (descriptor_ != STDOUT_FILENO) {
    const int result = ::close(descriptor_);
    const int error = errno;
    descriptor_ = -1;
    if (result != 0 && error != EINTR) {
      if (seekable()) ::unlink(temporary_.c_str());
      fail_write(error);
    }
  }
  if (seekable() && ::rename(temporary_.c_str(), target_.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());
    fail_write(error);
  }
  state_ = State::closed;
}

void OutputFile::write_all(const std::byte* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor_, data, size);
    if (written >= 0) {
      data += written;
      size -= static_cast<std::size_t>(written);
    } else if (errno == EAGAIN) {  // someone made our stdout non-blocking: wait for room
      pollfd room{descriptor_, POLLOUT, 0};
      ::poll(&room, 1, -1);
    } else if (errno != EINTR) {
      fail_write(errno);
    }
  }
}

void OutputFile::require_open() const {
  if (state_ == State::failed) fail("an earlier write failed");
  if (state_ == State::closed) fail("it has been committed already");
}

void OutputFile::fail(const std::string& why) const {
  throw Error(fmt::format("cannot write {}: {}", path_ == "-" ? "stdout" : "'" + path_.string() + "'", why));
}

void OutputFile::fail_write(int error) {
  state_ = State::failed;
  if (error == EPIPE) throw OutputClosed(fmt::format("nobody reads {} any more", path_ == "-" ? "stdout" : "'" + path_.string() + "'"));
  fail(text_of(error));
}

}  // namespace weir::stages
