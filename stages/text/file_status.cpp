#include "text/file_status.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "text/paths.hpp"

namespace weir::stages {

FileStatus FileStatus::of(const std::string& path) noexcept {
  struct stat status {};
  const int result = path == kStandardInput ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  if (result != 0) return {errno, 0, {}, 0};
  return {0, status.st_mode, {status.st_dev, status.st_ino}, static_cast<std::uint64_t>(status.st_size)};
}

bool FileStatus::is_regular() const noexcept {
  return error == 0 && S_ISREG(mode);
}

bool FileStatus::is_directory() const noexcept {
  return error == 0 && S_ISDIR(mode);
}

bool FileStatus::is_socket() const noexcept {
  return error == 0 && S_ISSOCK(mode);
}

bool FileStatus::leads_nowhere() const noexcept {
  return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

bool any_is_regular(std::span<const std::string> paths) noexcept {
  return std::any_of(paths.begin(), paths.end(), [](const std::string& path) { return FileStatus::of(path).is_regular(); });
}

bool is_read_once(const std::string& path) noexcept {
  const FileStatus status = FileStatus::of(path);
  return path == kStandardInput || (status.error == 0 && !status.is_regular());
}

}  // namespace weir::stages
