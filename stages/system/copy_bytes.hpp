#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace weir::stages {

/// Writes all bytes to a regular file. Returns the error's number, 0 for none.
[[nodiscard]] int write_all(int descriptor, std::span<const std::byte> bytes) noexcept;
/// The same at a place of its own.
[[nodiscard]] int write_all_at(int descriptor, std::uint64_t offset, std::span<const std::byte> bytes) noexcept;

/// What came of a copy.
struct CopyResult {
  int error = 0;       ///< its number, 0 for none
  bool begun = false;  ///< the target was changed
};

/// Makes the content of the regular file `to` that of `from`. Room for it is made first where the file system can do that, so that a full
/// disk is found while `to` is as it was.
[[nodiscard]] CopyResult replace_bytes(int from, int to);

}  // namespace weir::stages
