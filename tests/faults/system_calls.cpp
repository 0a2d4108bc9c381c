// The system's calls, as weir and the C++ library make them. What the C library calls inside of a function of its own is not seen, so those
// functions are here, too: `fopen` makes no call of `open`.

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <type_traits>

#include "injector.hpp"

using faults::Call;
using faults::fails;
using faults::Next;

namespace {

Call write_to(int descriptor) {
  return descriptor == STDERR_FILENO ? Call::say : Call::write;
}

// A short read or write moves one byte, and is no failure.
std::size_t moved(Call call, const char* function, const void* caller, std::size_t size) {
  return size > 1 && fails(call, function, caller) ? 1 : size;
}

template <class Function, class... Arguments>
auto call(Call kind, Next<Function>& next, const void* caller, Arguments... arguments) {
  using Result = decltype(next(arguments...));
  if (!fails(kind, next.name(), caller)) return next(arguments...);
  if constexpr (std::is_pointer_v<Result>)
    return Result{nullptr};
  else
    return Result{-1};
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...) {
  static constinit Next<int(const char*, int, mode_t)> next{"open"};
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return call(Call::open, next, __builtin_return_address(0), path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  static constinit Next<int(int, const char*, int, mode_t)> next{"openat"};
  va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return call(Call::open, next, __builtin_return_address(0), folder, path, flags, mode);
}
FILE* fopen(const char* path, const char* mode) {
  static constinit Next<FILE*(const char*, const char*)> next{"fopen"};
  return call(Call::open, next, __builtin_return_address(0), path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  static constinit Next<FILE*(const char*, const char*)> next{"fopen64"};
  return call(Call::open, next, __builtin_return_address(0), path, mode);
}
DIR* opendir(const char* path) {
  static constinit Next<DIR*(const char*)> next{"opendir"};
  return call(Call::open, next, __builtin_return_address(0), path);
}
DIR* fdopendir(int descriptor) {
  static constinit Next<DIR*(int)> next{"fdopendir"};
  return call(Call::open, next, __builtin_return_address(0), descriptor);
}
dirent* readdir(DIR* folder) {
  static constinit Next<dirent*(DIR*)> next{"readdir"};
  return call(Call::read, next, __builtin_return_address(0), folder);
}
ssize_t read(int descriptor, void* bytes, size_t size) {
  static constinit Next<ssize_t(int, void*, size_t)> next{"read"};
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_read, "read", caller, size);
  return call(Call::read, next, caller, descriptor, bytes, some);
}
ssize_t pread(int descriptor, void* bytes, size_t size, off_t position) {
  static constinit Next<ssize_t(int, void*, size_t, off_t)> next{"pread"};
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_read, "pread", caller, size);
  return call(Call::read, next, caller, descriptor, bytes, some, position);
}
ssize_t write(int descriptor, const void* bytes, size_t size) {
  static constinit Next<ssize_t(int, const void*, size_t)> next{"write"};
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_write, "write", caller, size);
  return call(write_to(descriptor), next, caller, descriptor, bytes, some);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t position) {
  static constinit Next<ssize_t(int, const void*, size_t, off_t)> next{"pwrite"};
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_write, "pwrite", caller, size);
  return call(write_to(descriptor), next, caller, descriptor, bytes, some, position);
}
ssize_t writev(int descriptor, const iovec* parts, int count) {
  static constinit Next<ssize_t(int, const iovec*, int)> next{"writev"};
  return call(write_to(descriptor), next, __builtin_return_address(0), descriptor, parts, count);
}
int close(int descriptor) {
  static constinit Next<int(int)> next{"close"};
  return call(Call::close, next, __builtin_return_address(0), descriptor);
}
int fsync(int descriptor) {
  static constinit Next<int(int)> next{"fsync"};
  return call(Call::sync, next, __builtin_return_address(0), descriptor);
}
int rename(const char* from, const char* to) noexcept {
  static constinit Next<int(const char*, const char*)> next{"rename"};
  return call(Call::name, next, __builtin_return_address(0), from, to);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  static constinit Next<int(int, const char*, int, const char*, int)> next{"linkat"};
  return call(Call::name, next, __builtin_return_address(0), from_folder, from, to_folder, to, flags);
}
int unlink(const char* path) noexcept {
  static constinit Next<int(const char*)> next{"unlink"};
  return call(Call::name, next, __builtin_return_address(0), path);
}
int ftruncate(int descriptor, off_t size) noexcept {
  static constinit Next<int(int, off_t)> next{"ftruncate"};
  return call(Call::size, next, __builtin_return_address(0), descriptor, size);
}
int fallocate(int descriptor, int mode, off_t position, off_t size) {
  static constinit Next<int(int, int, off_t, off_t)> next{"fallocate"};
  return call(Call::size, next, __builtin_return_address(0), descriptor, mode, position, size);
}
int stat(const char* path, struct stat* status) noexcept {
  static constinit Next<int(const char*, struct stat*)> next{"stat"};
  return call(Call::status, next, __builtin_return_address(0), path, status);
}
int lstat(const char* path, struct stat* status) noexcept {
  static constinit Next<int(const char*, struct stat*)> next{"lstat"};
  return call(Call::status, next, __builtin_return_address(0), path, status);
}
int fstat(int descriptor, struct stat* status) noexcept {
  static constinit Next<int(int, struct stat*)> next{"fstat"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, status);
}
int fstat64(int descriptor, struct stat64* status) noexcept {
  static constinit Next<int(int, struct stat64*)> next{"fstat64"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, status);
}
int statfs(const char* path, struct statfs* status) noexcept {
  static constinit Next<int(const char*, struct statfs*)> next{"statfs"};
  return call(Call::status, next, __builtin_return_address(0), path, status);
}
int access(const char* path, int mode) noexcept {
  static constinit Next<int(const char*, int)> next{"access"};
  return call(Call::status, next, __builtin_return_address(0), path, mode);
}
int faccessat(int folder, const char* path, int mode, int flags) noexcept {
  static constinit Next<int(int, const char*, int, int)> next{"faccessat"};
  return call(Call::status, next, __builtin_return_address(0), folder, path, mode, flags);
}
off_t lseek(int descriptor, off_t position, int from) noexcept {
  static constinit Next<off_t(int, off_t, int)> next{"lseek"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, position, from);
}
off64_t lseek64(int descriptor, off64_t position, int from) noexcept {
  static constinit Next<off64_t(int, off64_t, int)> next{"lseek64"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, position, from);
}
ssize_t readlink(const char* path, char* target, size_t size) noexcept {
  static constinit Next<ssize_t(const char*, char*, size_t)> next{"readlink"};
  return call(Call::status, next, __builtin_return_address(0), path, target, size);
}
char* realpath(const char* path, char* resolved) noexcept {
  static constinit Next<char*(const char*, char*)> next{"realpath"};
  return call(Call::status, next, __builtin_return_address(0), path, resolved);
}
char* getcwd(char* path, size_t size) noexcept {
  static constinit Next<char*(char*, size_t)> next{"getcwd"};
  return call(Call::status, next, __builtin_return_address(0), path, size);
}
ssize_t listxattr(const char* path, char* names, size_t size) noexcept {
  static constinit Next<ssize_t(const char*, char*, size_t)> next{"listxattr"};
  return call(Call::status, next, __builtin_return_address(0), path, names, size);
}
int fchmod(int descriptor, mode_t mode) noexcept {
  static constinit Next<int(int, mode_t)> next{"fchmod"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, mode);
}
int fchown(int descriptor, uid_t user, gid_t group) noexcept {
  static constinit Next<int(int, uid_t, gid_t)> next{"fchown"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, user, group);
}
int flock(int descriptor, int operation) noexcept {
  static constinit Next<int(int, int)> next{"flock"};
  return call(Call::status, next, __builtin_return_address(0), descriptor, operation);
}
int fcntl(int descriptor, int command, ...) {
  static constinit Next<int(int, int, void*)> next{"fcntl"};
  va_list more;
  va_start(more, command);
  void* const argument = va_arg(more, void*);
  va_end(more);
  return call(Call::status, next, __builtin_return_address(0), descriptor, command, argument);
}
int poll(pollfd* descriptors, nfds_t count, int milliseconds) {
  static constinit Next<int(pollfd*, nfds_t, int)> next{"poll"};
  return call(Call::wait, next, __builtin_return_address(0), descriptors, count, milliseconds);
}
int madvise(void* memory, size_t size, int advice) noexcept {
  static constinit Next<int(void*, size_t, int)> next{"madvise"};
  return call(Call::mapping, next, __builtin_return_address(0), memory, size, advice);
}
void* mmap(void* memory, size_t size, int protection, int flags, int descriptor, off_t position) noexcept {
  static constinit Next<void*(void*, size_t, int, int, int, off_t)> next{"mmap"};
  if (fails(Call::mapping, "mmap", __builtin_return_address(0)))
    return MAP_FAILED;  // NOLINT(performance-no-int-to-ptr): the macro's own cast
  return next(memory, size, protection, flags, descriptor, position);
}
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*begin)(void*), void* argument) noexcept {
  static constinit Next<int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)> next{"pthread_create"};
  if (fails(Call::thread, "pthread_create", __builtin_return_address(0))) return errno;
  return next(thread, attributes, begin, argument);
}

}  // extern "C"
#pragma GCC visibility pop
