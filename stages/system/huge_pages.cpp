#include "system/huge_pages.hpp"

#include <sys/mman.h>

#include <memory>

namespace weir::stages {

void prefer_huge_pages([[maybe_unused]] void* begin, [[maybe_unused]] std::size_t size) noexcept {
#if defined(MADV_HUGEPAGE)
  constexpr std::size_t kHugePage = std::size_t{2} << 20U;
  // Only whole ones, so that nothing changes for the memory beside it. A refusal changes nothing either.
  if (std::align(kHugePage, kHugePage, begin, size) != nullptr)
    static_cast<void>(::madvise(begin, size / kHugePage * kHugePage, MADV_HUGEPAGE));
#endif
}

}  // namespace weir::stages
