#include "system/copy_bytes.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace weir::stages {

namespace {

// Without a change of what the file holds. Returns errno, or 0, also where the file system cannot allocate.
int make_room(int to, off_t size) {
  struct stat before {};
  if (::fstat(to, &before) != 0) return errno;
  if (size <= before.st_size || ::fallocate(to, FALLOC_FL_KEEP_SIZE, 0, size) == 0) return 0;
  const int error = errno;
  if (error != ENOSPC && error != EDQUOT && error != EFBIG) return 0;
  return ::ftruncate(to, before.st_size) == 0 ? error : errno;
}

}  // namespace

// A write that moves nothing and has no error would be made again for ever: it is taken for a full disk, as by gnulib's `full_write`.
int write_all(int descriptor, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : ENOSPC;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

int write_all_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return written < 0 ? errno : ENOSPC;
    offset += static_cast<std::uint64_t>(written);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return 0;
}

CopyResult append_bytes(int from, off_t position, int to, std::span<std::byte> buffer) noexcept {
  struct stat source {};
  struct stat before {};
  if (::fstat(from, &source) != 0 || ::fstat(to, &before) != 0) return {errno, false};
  int error = make_room(to, before.st_size + source.st_size - position);
  if (error != 0) return {error, false};
  while (error == 0 && position < source.st_size) {
    const ssize_t got = ::pread(from, buffer.data(), buffer.size(), position);
    if (got < 0 && errno == EINTR) continue;
    error = got < 0 ? errno : got == 0 ? EIO : write_all(to, buffer.first(static_cast<std::size_t>(got)));
    position += got;
  }
  if (error == 0) return {};
  return {error, ::ftruncate(to, before.st_size) != 0};
}

CopyResult replace_bytes(int from, int to, std::span<std::byte> buffer) noexcept {
  struct stat status {};
  if (::fstat(from, &status) != 0) return {errno, false};
  if (const int error = make_room(to, status.st_size)) return {error, false};
  for (off_t at = 0; at < status.st_size;) {
    const ssize_t got = ::pread(from, buffer.data(), buffer.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return {got < 0 ? errno : EIO, at > 0};
    const auto some = buffer.first(static_cast<std::size_t>(got));
    if (const int error = write_all_at(to, static_cast<std::uint64_t>(at), some)) return {error, true};
    at += got;
  }
  return {::ftruncate(to, status.st_size) == 0 ? 0 : errno, true};
}

}  // namespace weir::stages
