#pragma once

#include <sys/types.h>

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

/// Adds what the regular file `from` has from `position` on to the end of `to`, which is open to append. Allocates the space first, as
/// `replace_bytes`. After an error `to` has the length that it had, or `begun` is true.
[[nodiscard]] CopyResult append_bytes(int from, off_t position, int to, std::span<std::byte> buffer) noexcept;

}  // namespace weir::stages
