#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::stages {

/// Writes all bytes to a regular file. Returns errno, or 0.
[[nodiscard]] int write_all(int descriptor, std::span<const std::byte> bytes) noexcept;
/// The same from `offset` on.
[[nodiscard]] int write_all_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) noexcept;

/// The result of a copy.
struct CopyResult {
  int error = 0;       ///< errno, or 0
  bool begun = false;  ///< the target was changed
};

/// Replaces the content of the regular file `to` with that of `from`. Allocates the space first where the file system can, so that a full
/// disk is found while `to` is still unchanged. The bytes go through `buffer`, which is not empty.
[[nodiscard]] CopyResult replace_bytes(int from, int to, std::span<std::byte> buffer) noexcept;

}  // namespace weir::stages
