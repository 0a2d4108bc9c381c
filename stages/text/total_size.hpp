#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace weir::stages {

/// Bytes of files that are read one after another, when every one is regular. Any number of threads.
class TotalSize {
 public:
  /// Not known.
  TotalSize() = default;
  explicit TotalSize(std::span<const std::string> files);

  /// The part of them, from 0 to 1, that so many bytes are, for `Source::progress`; nothing when the total is not known.
  [[nodiscard]] std::optional<double> part(std::uint64_t bytes) const noexcept;

 private:
  std::optional<std::uint64_t> bytes_;
};

}  // namespace weir::stages
