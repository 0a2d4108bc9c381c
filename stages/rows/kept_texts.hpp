#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "system/memory_budget.hpp"

namespace weir::stages {

/// A copy of a text. All its bytes are zero at first, which is an empty text.
struct KeptText {
  char* data;
  std::size_t size;
  std::size_t room;

  [[nodiscard]] std::string_view view() const noexcept { return {data, size}; }
};

/// The memory of many such copies, each of which is replaced now and then. One thread at a time.
class KeptTexts {
 public:
  /// Its memory is taken from `budget`, which outlives it.
  explicit KeptTexts(MemoryBudget& budget) noexcept : budget_(budget) {}

  /// Copies a text, into the memory that the copy before had where it fits. Throws `MemoryError` or `std::bad_alloc`, and then changes
  /// nothing.
  void keep(std::string_view text, KeptText& copy) {
    if (text.size() > copy.room) {
      const std::size_t room = std::max<std::size_t>(16, text.size() + text.size() / 2);
      copy.data = allocate(room);
      copy.room = room;
    }
    if (!text.empty()) std::memcpy(copy.data, text.data(), text.size());
    copy.size = text.size();
  }

 private:
  static constexpr std::size_t kBlock = std::size_t{64} * 1024;

  char* allocate(std::size_t size) {
    if (size > room_) {
      const std::size_t block = std::max(kBlock, size);
      budget_.take(block);
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
      at_ = blocks_.back().get();
      room_ = block;
    }
    room_ -= size;
    return std::exchange(at_, at_ + size);
  }

  MemoryBudget& budget_;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* at_ = nullptr;
  std::size_t room_ = 0;
};

}  // namespace weir::stages
