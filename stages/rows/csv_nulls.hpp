#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace weir::stages {

/// The cells that are null.
class CsvNulls {
 public:
  explicit CsvNulls(std::vector<std::string> spellings) : others_(std::move(spellings)) { empty_ = std::erase(others_, "") > 0; }

  [[nodiscard]] bool contains(std::string_view cell) const noexcept {
    if (cell.empty()) return empty_;
    return !others_.empty() && std::find(others_.begin(), others_.end(), cell) != others_.end();
  }

 private:
  std::vector<std::string> others_;
  bool empty_;
};

}  // namespace weir::stages
