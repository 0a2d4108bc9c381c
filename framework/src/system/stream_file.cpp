#include "system/stream_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <weir/resolved_path.hpp>

namespace weir::system {
namespace {

std::optional<FileId> id_of(const struct stat& status) {
  return S_ISREG(status.st_mode) ? std::optional(FileId(status.st_dev, status.st_ino)) : std::nullopt;
}

}  // namespace

std::optional<FileId> file_behind_stream(const std::string& path) {
  const std::optional<int> descriptor = path == "-" ? STDOUT_FILENO : resolve_path(path).own_descriptor;
  struct stat status {};
  return descriptor && ::fstat(*descriptor, &status) == 0 ? id_of(status) : std::nullopt;
}

std::optional<FileId> regular_file(const std::string& path) noexcept {
  struct stat status {};
  const int result = path == "-" ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status);
  return result == 0 ? id_of(status) : std::nullopt;
}

}  // namespace weir::system
