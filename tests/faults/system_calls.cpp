// The system's calls, as weir and the C++ library make them. What the C library calls inside of a function of its own is not seen, so those
// functions are here, too: `fopen` makes no call of `open`.

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timerfd.h>
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

// O_TMPFILE has the bit of O_DIRECTORY in it.
bool takes_mode(int flags) {
  return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE;
}

// One that moves nothing and has no error. What is lost on stderr is nobody's.
bool writes_nothing(int descriptor, const char* function, const void* caller) {
  return descriptor != STDERR_FILENO && fails(Call::no_write, function, caller);
}

template <class Next, class... Arguments>
auto call(Call kind, const void* caller, Arguments... arguments) {
  using Result = decltype(Next::call(arguments...));
  if (!fails(kind, Next::kName, caller)) return Next::call(arguments...);
  if constexpr (std::is_pointer_v<Result>)
    return Result{nullptr};
  else
    return Result{-1};
}

}  // namespace

#pragma GCC visibility push(default)
extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = takes_mode(flags) ? va_arg(more, mode_t) : 0;  // NOLINT(clang-analyzer-valist.Uninitialized): it is begun
  va_end(more);
  return call<Next<"open", int(const char*, int, mode_t)>>(Call::open, __builtin_return_address(0), path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = takes_mode(flags) ? va_arg(more, mode_t) : 0;  // NOLINT(clang-analyzer-valist.Uninitialized): it is begun
  va_end(more);
  return call<Next<"openat", int(int, const char*, int, mode_t)>>(Call::open, __builtin_return_address(0), folder, path, flags, mode);
}
FILE* fopen(const char* path, const char* mode) {
  return call<Next<"fopen", FILE*(const char*, const char*)>>(Call::open, __builtin_return_address(0), path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  return call<Next<"fopen64", FILE*(const char*, const char*)>>(Call::open, __builtin_return_address(0), path, mode);
}
DIR* opendir(const char* path) {
  return call<Next<"opendir", DIR*(const char*)>>(Call::open, __builtin_return_address(0), path);
}
DIR* fdopendir(int descriptor) {
  return call<Next<"fdopendir", DIR*(int)>>(Call::open, __builtin_return_address(0), descriptor);
}
dirent* readdir(DIR* folder) {
  return call<Next<"readdir", dirent*(DIR*)>>(Call::read, __builtin_return_address(0), folder);
}
ssize_t read(int descriptor, void* bytes, size_t size) {
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_read, "read", caller, size);
  return call<Next<"read", ssize_t(int, void*, size_t)>>(Call::read, caller, descriptor, bytes, some);
}
ssize_t pread(int descriptor, void* bytes, size_t size, off_t position) {
  const void* const caller = __builtin_return_address(0);
  const size_t some = moved(Call::short_read, "pread", caller, size);
  return call<Next<"pread", ssize_t(int, void*, size_t, off_t)>>(Call::read, caller, descriptor, bytes, some, position);
}
ssize_t preadv(int descriptor, const iovec* parts, int count, off_t position) {
  return call<Next<"preadv", ssize_t(int, const iovec*, int, off_t)>>(Call::read, __builtin_return_address(0), descriptor, parts, count,
                                                                      position);
}
int inotify_init1(int flags) noexcept {
  return call<Next<"inotify_init1", int(int)>>(Call::open, __builtin_return_address(0), flags);
}
int inotify_add_watch(int descriptor, const char* path, uint32_t events) noexcept {
  return call<Next<"inotify_add_watch", int(int, const char*, uint32_t)>>(Call::open, __builtin_return_address(0), descriptor, path,
                                                                          events);
}
ssize_t write(int descriptor, const void* bytes, size_t size) {
  const void* const caller = __builtin_return_address(0);
  if (writes_nothing(descriptor, "write", caller)) return 0;
  const size_t some = moved(Call::short_write, "write", caller, size);
  return call<Next<"write", ssize_t(int, const void*, size_t)>>(write_to(descriptor), caller, descriptor, bytes, some);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t position) {
  const void* const caller = __builtin_return_address(0);
  if (writes_nothing(descriptor, "pwrite", caller)) return 0;
  const size_t some = moved(Call::short_write, "pwrite", caller, size);
  return call<Next<"pwrite", ssize_t(int, const void*, size_t, off_t)>>(write_to(descriptor), caller, descriptor, bytes, some, position);
}
ssize_t writev(int descriptor, const iovec* parts, int count) {
  return call<Next<"writev", ssize_t(int, const iovec*, int)>>(write_to(descriptor), __builtin_return_address(0), descriptor, parts, count);
}
// Linux closes it in any case (close(2)).
int close(int descriptor) {
  if (!fails(Call::close, "close", __builtin_return_address(0))) return Next<"close", int(int)>::call(descriptor);
  const int error = errno;
  Next<"close", int(int)>::call(descriptor);
  errno = error;
  return -1;
}
int pipe2(int* ends, int flags) noexcept {
  return call<Next<"pipe2", int(int*, int)>>(Call::open, __builtin_return_address(0), ends, flags);
}
int epoll_create1(int flags) noexcept {
  return call<Next<"epoll_create1", int(int)>>(Call::open, __builtin_return_address(0), flags);
}
int timerfd_create(clockid_t clock, int flags) noexcept {
  return call<Next<"timerfd_create", int(clockid_t, int)>>(Call::open, __builtin_return_address(0), clock, flags);
}
// What is watched can always be let go.
int epoll_ctl(int set, int operation, int descriptor, epoll_event* event) noexcept {
  using Real = Next<"epoll_ctl", int(int, int, int, epoll_event*)>;
  if (operation == EPOLL_CTL_DEL) return Real::call(set, operation, descriptor, event);
  return call<Real>(Call::watch, __builtin_return_address(0), set, operation, descriptor, event);
}
int fsync(int descriptor) {
  return call<Next<"fsync", int(int)>>(Call::sync, __builtin_return_address(0), descriptor);
}
int rename(const char* from, const char* to) noexcept {
  return call<Next<"rename", int(const char*, const char*)>>(Call::name, __builtin_return_address(0), from, to);
}
int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  return call<Next<"linkat", int(int, const char*, int, const char*, int)>>(Call::name, __builtin_return_address(0), from_folder, from,
                                                                            to_folder, to, flags);
}
int unlink(const char* path) noexcept {
  return call<Next<"unlink", int(const char*)>>(Call::name, __builtin_return_address(0), path);
}
int ftruncate(int descriptor, off_t size) noexcept {
  return call<Next<"ftruncate", int(int, off_t)>>(Call::size, __builtin_return_address(0), descriptor, size);
}
int fallocate(int descriptor, int mode, off_t position, off_t size) {
  return call<Next<"fallocate", int(int, int, off_t, off_t)>>(Call::size, __builtin_return_address(0), descriptor, mode, position, size);
}
int stat(const char* path, struct stat* status) noexcept {
  return call<Next<"stat", int(const char*, struct stat*)>>(Call::status, __builtin_return_address(0), path, status);
}
int lstat(const char* path, struct stat* status) noexcept {
  return call<Next<"lstat", int(const char*, struct stat*)>>(Call::status, __builtin_return_address(0), path, status);
}
int fstat(int descriptor, struct stat* status) noexcept {
  return call<Next<"fstat", int(int, struct stat*)>>(Call::status, __builtin_return_address(0), descriptor, status);
}
int fstat64(int descriptor, struct stat64* status) noexcept {
  return call<Next<"fstat64", int(int, struct stat64*)>>(Call::status, __builtin_return_address(0), descriptor, status);
}
int statfs(const char* path, struct statfs* status) noexcept {
  return call<Next<"statfs", int(const char*, struct statfs*)>>(Call::status, __builtin_return_address(0), path, status);
}
int access(const char* path, int mode) noexcept {
  return call<Next<"access", int(const char*, int)>>(Call::status, __builtin_return_address(0), path, mode);
}
int faccessat(int folder, const char* path, int mode, int flags) noexcept {
  return call<Next<"faccessat", int(int, const char*, int, int)>>(Call::status, __builtin_return_address(0), folder, path, mode, flags);
}
off_t lseek(int descriptor, off_t position, int from) noexcept {
  return call<Next<"lseek", off_t(int, off_t, int)>>(Call::status, __builtin_return_address(0), descriptor, position, from);
}
off64_t lseek64(int descriptor, off64_t position, int from) noexcept {
  return call<Next<"lseek64", off64_t(int, off64_t, int)>>(Call::status, __builtin_return_address(0), descriptor, position, from);
}
ssize_t readlink(const char* path, char* target, size_t size) noexcept {
  return call<Next<"readlink", ssize_t(const char*, char*, size_t)>>(Call::status, __builtin_return_address(0), path, target, size);
}
char* realpath(const char* path, char* resolved) noexcept {
  return call<Next<"realpath", char*(const char*, char*)>>(Call::status, __builtin_return_address(0), path, resolved);
}
char* getcwd(char* path, size_t size) noexcept {
  return call<Next<"getcwd", char*(char*, size_t)>>(Call::status, __builtin_return_address(0), path, size);
}
ssize_t listxattr(const char* path, char* names, size_t size) noexcept {
  return call<Next<"listxattr", ssize_t(const char*, char*, size_t)>>(Call::status, __builtin_return_address(0), path, names, size);
}
int fchmod(int descriptor, mode_t mode) noexcept {
  return call<Next<"fchmod", int(int, mode_t)>>(Call::status, __builtin_return_address(0), descriptor, mode);
}
int fchown(int descriptor, uid_t user, gid_t group) noexcept {
  return call<Next<"fchown", int(int, uid_t, gid_t)>>(Call::status, __builtin_return_address(0), descriptor, user, group);
}
int flock(int descriptor, int operation) noexcept {
  return call<Next<"flock", int(int, int)>>(Call::status, __builtin_return_address(0), descriptor, operation);
}
int fcntl(int descriptor, int command, ...) {
  va_list more;
  va_start(more, command);
  void* const argument = va_arg(more, void*);
  va_end(more);
  return call<Next<"fcntl", int(int, int, void*)>>(Call::status, __builtin_return_address(0), descriptor, command, argument);
}
int poll(pollfd* descriptors, nfds_t count, int milliseconds) {
  return call<Next<"poll", int(pollfd*, nfds_t, int)>>(Call::wait, __builtin_return_address(0), descriptors, count, milliseconds);
}
int madvise(void* memory, size_t size, int advice) noexcept {
  return call<Next<"madvise", int(void*, size_t, int)>>(Call::mapping, __builtin_return_address(0), memory, size, advice);
}
void* mmap(void* memory, size_t size, int protection, int flags, int descriptor, off_t position) noexcept {
  if (fails(Call::mapping, "mmap", __builtin_return_address(0)))
    return MAP_FAILED;  // NOLINT(performance-no-int-to-ptr): the macro's own cast
  return Next<"mmap", void*(void*, size_t, int, int, int, off_t)>::call(memory, size, protection, flags, descriptor, position);
}
int pthread_create(pthread_t* thread, const pthread_attr_t* attributes, void* (*begin)(void*), void* argument) noexcept {
  if (fails(Call::thread, "pthread_create", __builtin_return_address(0))) return errno;
  return Next<"pthread_create", int(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*)>::call(thread, attributes, begin, argument);
}
// What the sanitizer asks for when a thread begins, which cannot fail for it: it allocates.
int pthread_getattr_np(pthread_t thread, pthread_attr_t* attributes) noexcept {
  const faults::Inside inside;
  return Next<"pthread_getattr_np", int(pthread_t, pthread_attr_t*)>::call(thread, attributes);
}

}  // extern "C"
#pragma GCC visibility pop
