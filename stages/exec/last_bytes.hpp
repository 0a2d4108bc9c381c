#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace weir::stages {

/// The end of what a program says, however much that is. One thread at a time.
class LastBytes {
 public:
  static constexpr std::size_t kKept = 4096;

  void add(std::string_view bytes);
  /// What is kept, in whole lines where some were lost, as it is shown to people: each line indented. Empty when nothing was said.
  [[nodiscard]] std::string shown() const;

 private:
  std::string kept_;  // up to twice as much as is shown
  bool cut_ = false;
};

}  // namespace weir::stages
