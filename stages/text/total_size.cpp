#include "text/total_size.hpp"

#include <algorithm>

#include "text/file_status.hpp"
#include "text/paths.hpp"

namespace weir::stages {

TotalSize::TotalSize(std::span<const std::string> files) {
  std::uint64_t total = 0;
  for (const std::string& file : files) {
    const FileStatus status = FileStatus::of(file);
    if (file == kStandardInput || !status.is_regular()) return;
    total += status.size;
  }
  bytes_ = total;
}

std::optional<double> TotalSize::part(std::uint64_t bytes) const noexcept {
  if (!bytes_) return std::nullopt;
  if (*bytes_ == 0) return 1.0;
  return std::min(1.0, static_cast<double>(bytes) / static_cast<double>(*bytes_));
}

}  // namespace weir::stages
