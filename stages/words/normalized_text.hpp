#pragma once

#include <cstddef>
#include <cstdint>

namespace weir::stages {

/// Normalized words, one after another, each followed by one byte without a meaning. Two ends in a row have no word between them. What
/// follows the last end is an open word, which is to be continued.
struct NormalizedText {
  static constexpr std::size_t kBlock = 64;   ///< bytes of text that are added at a time
  static constexpr std::size_t kRoom = 4096;  ///< a block may be added up to this size

  alignas(kBlock) char bytes[kRoom + 2 * kBlock];  ///< a whole block is written, and a word of 16 bytes read, at any place
  std::uint16_t ends[kRoom + 2 * kBlock];          ///< where in `bytes` words end
  std::size_t size = 0;                            ///< of `bytes` in use
  std::size_t end_count = 0;                       ///< of `ends` in use

  [[nodiscard]] bool full() const noexcept { return size > kRoom; }
  /// Where the open word begins.
  [[nodiscard]] std::size_t open_word() const noexcept { return end_count == 0 ? 0 : ends[end_count - 1] + std::size_t{1}; }
  /// Drops the open word.
  void drop_open_word() noexcept { size = open_word(); }
};

}  // namespace weir::stages
