#include <weir/resolved_path.hpp>

#include <linux/magic.h>
#include <sys/vfs.h>

#include <charconv>
#include <string>
#include <system_error>

namespace weir {
namespace {

namespace fs = std::filesystem;

constexpr int kMostLinks = 40;  // as the kernel allows

// What is in /proc itself: links to open files (where /dev/stdout and /dev/fd/N lead) and the kernel's settings. A path that only passes
// through it, such as /proc/self/cwd/x, does not count.
bool in_proc(const fs::path& file) {
  struct statfs found {};
  return ::statfs(folder_of(file).c_str(), &found) == 0 && found.f_type == PROC_SUPER_MAGIC;
}

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

}  // namespace

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

ResolvedPath resolve_path(fs::path path) {
  for (int i = 0; i < kMostLinks && !in_proc(path); ++i) {
    std::error_code none;
    const fs::path next = fs::read_symlink(path, none);
    if (none) break;
    path = next.is_absolute() ? next : folder_of(path) / next;
  }
  const bool of_proc = in_proc(path);
  return {path, of_proc, of_proc ? own_descriptor(path) : std::nullopt};
}

}  // namespace weir
