#include "text/file_watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "system/temporary_name.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kNoticesAtOnce = 4096;  // bytes; one has at most 16 and a name of 255, and a zero

}  // namespace

FileWatch::FileWatch() noexcept : notices_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {}

FileWatch::~FileWatch() {
  if (notices_ >= 0) ::close(notices_);
}

int FileWatch::watch_folder(const std::string& folder) noexcept {
  return ::inotify_add_watch(notices_, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_ONLYDIR) < 0 ? errno : 0;
}

// By the descriptor, as its name may be that of another file by now.
int FileWatch::watch_file(int descriptor) {
  return ::inotify_add_watch(notices_, name_of_descriptor(descriptor).c_str(), IN_MODIFY);
}

void FileWatch::forget(int watch) noexcept {
  if (watch >= 0) ::inotify_rm_watch(notices_, watch);
}

void FileWatch::read(const std::function<void(int watch)>& see) {
  alignas(inotify_event) std::array<char, kNoticesAtOnce> bytes{};
  while (notices_ >= 0) {
    const ssize_t size = ::read(notices_, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) return;
    if (size <= 0) {  // none can be read any more
      ::close(std::exchange(notices_, -1));
      return see(-1);
    }
    for (const char* at = bytes.data(); at < bytes.data() + size;) {
      inotify_event event{};
      std::memcpy(&event, at, sizeof event);
      see(event.wd);
      at += sizeof event + event.len;
    }
  }
}

}  // namespace weir::stages
