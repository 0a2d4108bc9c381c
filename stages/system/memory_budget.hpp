#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <optional>

#include <weir/size.hpp>

namespace weir::stages {

/// How much memory a stage may hold, by its param `memory`. Any number of threads may take from one.
class MemoryBudget {
 public:
  /// Without a limit, or with one.
  explicit MemoryBudget(std::optional<Size> limit = std::nullopt) noexcept
      : limit_(limit ? limit->bytes : std::numeric_limits<std::uint64_t>::max()) {}

  /// Before memory is allocated. Throws `MemoryError` when that would be more than the limit.
  void take(std::uint64_t bytes);
  /// After it was freed.
  void give_back(std::uint64_t bytes) noexcept { taken_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> taken_{0};
};

}  // namespace weir::stages
