#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weir/footprint.hpp>
#include <weir/stages/word_count.hpp>

namespace weir::stages {

/// The memory that words take which one call pushes as `WordCount`s. One thread at a time.
class PushedWords {
 public:
  void add(std::string_view word) noexcept {
    static const std::size_t kInside = std::string().capacity();  // in the string itself
    ++words_;
    if (word.size() > kInside) owned_ += heap_block(word.size() + 1);
  }
  /// The room for what is pushed doubles, and the old one is held meanwhile.
  [[nodiscard]] std::uint64_t bytes() const noexcept { return 3 * sizeof(WordCount) * words_ + owned_; }

 private:
  std::uint64_t words_ = 0;
  std::uint64_t owned_ = 0;  // outside the items, by words that are too long to be in one
};

}  // namespace weir::stages
