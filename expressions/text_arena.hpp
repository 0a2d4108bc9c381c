#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <weir/column_values.hpp>

namespace weir::expressions {

/// Memory for the texts that an evaluation makes. All of them live until it is cleared or taken.
class TextArena {
 public:
  /// Room for a text of at most `size` bytes, until the next call.
  [[nodiscard]] char* room(std::size_t size);
  /// Keeps the first `size` bytes of that room.
  std::string_view keep(std::size_t size) noexcept;
  /// Keeps a copy.
  std::string_view copy(std::string_view text);

  /// Forgets all texts; the memory of one block stays.
  void clear() noexcept;
  /// The memory of all texts. The arena is as new.
  [[nodiscard]] std::vector<Buffer> take();

 private:
  std::vector<Buffer> blocks_;
  char* begin_ = nullptr;  // of the last block
  char* at_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace weir::expressions
