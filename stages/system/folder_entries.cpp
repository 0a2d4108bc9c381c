#include "system/folder_entries.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <memory>

namespace weir::stages {

namespace {

struct Close {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

// Not every file system says so in the entry.
bool is_folder(DIR* folder, const dirent& entry) noexcept {
  if (entry.d_type != DT_UNKNOWN) return entry.d_type == DT_DIR;
  struct stat status {};
  return ::fstatat(::dirfd(folder), entry.d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

int list_folder(const std::string& folder, const std::function<void(std::string_view name, bool is_folder)>& see) {
  const std::unique_ptr<DIR, Close> opened(::opendir(folder.c_str()));
  if (opened == nullptr) return errno;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(opened.get());  // NOLINT(concurrency-mt-unsafe): no other thread has this one
    if (entry == nullptr) return errno;
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") see(name, is_folder(opened.get(), *entry));
  }
}

}  // namespace weir::stages
