#include "output/output_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <optional>
#include <random>
#include <system_error>

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBufferSize = std::size_t{64} * 1024;
constexpr int kMostLinks = 40;  // as the kernel allows

std::string text_of(int error) {
  return std::generic_category().message(error);
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// What /proc itself holds: links to what is open already (where /dev/stdout and /dev/fd/N lead) and the kernel's settings. A path that
// only passes through it, such as /proc/self/cwd/x, is not of it.
bool in_proc(const fs::path& file) {
  struct statfs found {};
  return ::statfs(folder_of(file).c_str(), &found) == 0 && found.f_type == PROC_SUPER_MAGIC;
}

// Links are followed by hand because the last one may point at a file that is yet to be made. Those of /proc are not: they stand for
// something open, which may be a file that another program goes on writing to.
fs::path follow_links(fs::path path) {
  for (int i = 0; i < kMostLinks && !in_proc(path); ++i) {
    std::error_code none;
    const fs::path next = fs::read_symlink(path, none);
    if (none) break;
    path = next.is_absolute() ? next : folder_of(path) / next;
  }
  return path;
}

fs::path link_of(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

// The descriptor of this process that a file of /proc stands for.
std::optional<int> own_descriptor(const fs::path& file) {
  std::error_code none;
  const fs::path folder = fs::canonical(folder_of(file), none);
  if (none || folder != fs::canonical("/proc/self/fd", none)) return std::nullopt;
  const std::string name = file.filename().string();
  int number = -1;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
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
  if (in_proc(target_)) {
    open_of_proc();
    return;
  }
  if (exists && !S_ISREG(found.st_mode)) {
    open_direct(0);
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

void OutputFile::open_direct(int flags) {
  descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC | flags);
  if (descriptor_ < 0) fail(text_of(errno));
}

// To open a file a second time would start at its beginning, over what others wrote: hence the same descriptor again, or the end.
void OutputFile::open_of_proc() {
  const std::optional<int> own = own_descriptor(target_);
  if (!own) return open_direct(O_APPEND);
  const int flags = ::fcntl(*own, F_GETFL);
  if (flags < 0) fail(fmt::format("descriptor {} is not open", *own));
  if ((flags & O_ACCMODE) == O_RDONLY) fail(fmt::format("descriptor {} is open for reading only", *own));
  descriptor_ = ::fcntl(*own, F_DUPFD_CLOEXEC, 0);
  if (descriptor_ < 0) fail(text_of(errno));
}

void OutputFile::open_temporary() {
  seekable_ = true;
  if (!open_nameless()) open_named();
}

// Gone with the process, however that ends. Not every file system has it, and without /proc it could never get a name.
bool OutputFile::open_nameless() {
  descriptor_ = ::open(folder_of(target_).c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666);
  if (descriptor_ < 0) return false;
  if (::access(link_of(descriptor_).c_str(), F_OK) == 0) return true;
  ::close(descriptor_);
  return false;
}

void OutputFile::open_named() {
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
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
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
  if (seekable_ && temporary_.empty()) give_name();
  if (descriptor_ != STDOUT_FILENO) {
    const int result = ::close(descriptor_);
    const int error = errno;
    descriptor_ = -1;
    if (result != 0 && error != EINTR) {
      if (seekable_) ::unlink(temporary_.c_str());
      fail_write(error);
    }
  }
  if (seekable_ && ::rename(temporary_.c_str(), target_.c_str()) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());
    fail_write(error);
  }
  state_ = State::closed;
}

// A link cannot replace a file that exists, a rename can.
void OutputFile::give_name() {
  const fs::path nameless = link_of(descriptor_);
  fs::path name;
  int result = -1;
  do {
    name = temporary_beside(target_);
    result = ::linkat(AT_FDCWD, nameless.c_str(), AT_FDCWD, name.c_str(), AT_SYMLINK_FOLLOW);
  } while (result != 0 && errno == EEXIST);
  if (result != 0) fail_write(errno);
  temporary_ = name;
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
