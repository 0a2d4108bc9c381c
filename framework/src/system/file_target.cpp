#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>

#include <fmt/format.h>

#include <weir/plan.hpp>
#include <weir/resolved_path.hpp>

namespace weir {
namespace {

namespace fs = std::filesystem;

std::string identity(const struct stat& status) {
  return fmt::format("{}:{}", status.st_dev, status.st_ino);
}

// Two descriptors of one file are one target only where bytes would mix: two often lead to one terminal.
std::string descriptor_target(int number, FileUse use) {
  struct stat status {};
  const bool mixes = ::fstat(number, &status) == 0 && !S_ISCHR(status.st_mode);
  if (use == FileUse::written && mixes) return identity(status);
  return fmt::format("descriptor {}", number);
}

// /dev/null and the like.
bool takes_any_bytes(const struct stat& status) {
  constexpr unsigned kMemoryDevices = 1;  // the major number, in Documentation/admin-guide/devices.txt of Linux
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == kMemoryDevices;
}

std::string place_of(const fs::path& file) {
  std::error_code none;
  const fs::path folder = fs::canonical(folder_of(file), none);
  return none ? file.lexically_normal().string() : (folder / file.filename()).string();
}

}  // namespace

std::string file_target(const std::string& path, FileUse use) {
  const bool writes = use == FileUse::written;
  if (path.empty()) return "";
  if (path == "-") return descriptor_target(writes ? STDOUT_FILENO : STDIN_FILENO, use);
  const ResolvedPath file = resolve_path(path);
  if (file.own_descriptor) return descriptor_target(*file.own_descriptor, use);
  struct stat status {};
  if (::stat(file.path.c_str(), &status) != 0) return writes ? place_of(file.path) : "";
  if (takes_any_bytes(status)) return "";
  // Any number of readers may share a regular file; of a pipe each of two readers gets only a part.
  return writes || S_ISFIFO(status.st_mode) ? identity(status) : "";
}

}  // namespace weir
