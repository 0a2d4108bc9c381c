#include "system/temporary_name.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <random>
#include <string_view>
#include <system_error>

#include <weir/resolved_path.hpp>

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
  std::error_code none;  // what cannot be listed or removed stays: it does no harm
  const std::string prefix = prefix_of(target);
  for (fs::directory_iterator entry(folder_of(target), none), end; !none && entry != end; entry.increment(none)) {
    if (is_temporary(entry->path().filename().string(), prefix)) remove_unless_locked(entry->path());
  }
}

std::string name_of_descriptor(int descriptor) {
  return fmt::format("/proc/self/fd/{}", descriptor);
}

}  // namespace weir::stages
