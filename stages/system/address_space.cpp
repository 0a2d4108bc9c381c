#include "system/address_space.hpp"

#include <sys/mman.h>
#include <sys/resource.h>

#include <fmt/format.h>

namespace weir::stages {

bool has_room_for(std::size_t bytes) noexcept {
  void* const memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return false;  // NOLINT(performance-no-int-to-ptr): the macro's own cast
  ::munmap(memory, bytes);
  return true;
}

std::string address_space_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return {};
  return fmt::format(" under this process's limit of {} (ulimit -v)", memory_size(limit.rlim_cur));
}

std::string memory_size(std::uint64_t bytes) {
  constexpr std::uint64_t kKibi = 1024;
  if (bytes < kKibi) return fmt::format("{} bytes", bytes);
  double size = static_cast<double>(bytes) / kKibi;
  for (const char* unit : {"KiB", "MiB", "GiB", "TiB"}) {
    if (size < kKibi) return fmt::format("{:.1f} {}", size, unit);
    size /= kKibi;
  }
  return fmt::format("{:.1f} PiB", size);
}

}  // namespace weir::stages
