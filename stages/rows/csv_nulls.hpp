#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// The cells that are null.
class CsvNulls {
 public:
  explicit CsvNulls(std::vector<std::string> spellings) : spellings_(std::move(spellings)) {
    for (const std::string& spelling : spellings_) sizes_ |= bit_of(spelling.size());
  }

  [[nodiscard]] bool contains(std::string_view cell) const noexcept {
    // Hardly any other cell is as long as one of them.
    return (sizes_ & bit_of(cell.size())) != 0 && std::find(spellings_.begin(), spellings_.end(), cell) != spellings_.end();
  }

 private:
  // Of a size; the highest is that of all long ones.
  static std::uint64_t bit_of(std::size_t size) noexcept { return std::uint64_t{1} << std::min<std::size_t>(size, 63); }

  std::vector<std::string> spellings_;
  std::uint64_t sizes_ = 0;
};

}  // namespace weir::stages
