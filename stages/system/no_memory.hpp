#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace weir::stages {

/// Throws the `MemoryError` that takes the place of a `std::bad_alloc`, which says neither what the memory was for nor how much it was:
/// `no memory for {purpose}, which takes {bytes}; {remedy}`.
[[noreturn]] void throw_no_memory(std::string_view purpose, std::uint64_t bytes, std::string_view remedy);

/// Memory kept in reserve, so that there is some left for the message when many small allocations have used up the rest. One thread at a
/// time.
class MemoryReserve {
 public:
  MemoryReserve() : bytes_(std::make_unique_for_overwrite<char[]>(kSize)) {}
  void release() noexcept { bytes_.reset(); }

 private:
  static constexpr std::size_t kSize = std::size_t{64} * 1024;
  std::unique_ptr<char[]> bytes_;
};

}  // namespace weir::stages
