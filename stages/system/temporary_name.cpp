#include "system/temporary_name.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <tuple>

#include <weir/resolved_path.hpp>

#include "system/folder_entries.hpp"

namespace weir::stages {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kLongest = 200;  // of the 255 bytes that a name may have
constexpr std::size_t kDigits = 16;
constexpr std::string_view kSuffix = ".tmp";

std::string prefix_of(const fs::path& target) {
  return fmt::format(".{}.", target.filename().string().substr(0, kLongest));
}

bool is_temporary(std::string_view name, std::string_view prefix) {
  if (name.size() != prefix.size() + kDigits + kSuffix.size() || !name.starts_with(prefix) || !name.ends_with(kSuffix)) return false;
  const std::string_view digits = name.substr(prefix.size(), kDigits);
  return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

void remove_unless_locked(const fs::path& temporary) {
  const int descriptor = ::open(temporary.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(temporary.c_str());
  ::close(descriptor);
}

}  // namespace

fs::path temporary_beside(const fs::path& target) {
  std::random_device random;
  return folder_of(target) / fmt::format("{}{:08x}{:08x}{}", prefix_of(target), random(), random(), kSuffix);
}

void remove_abandoned_temporaries(const fs::path& target) {
  const std::string prefix = prefix_of(target);
  const fs::path folder = folder_of(target);
  // What cannot be listed or removed stays: it does no harm.
  std::ignore = list_folder(folder.string(), [&](std::string_view name, bool is_folder) {
    if (!is_folder && is_temporary(name, prefix)) remove_unless_locked(folder / name);
  });
}

std::string name_of_descriptor(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

}  // namespace weir::stages
