#pragma once

// A piece of a text, as an item of the `text` and `words` kinds.
// Any number of threads may read one.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <weir/item.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace stages {

class SliceBuffer;

/// A piece of a text, cut only at white space: every word in it is whole. The bytes never change, so copies share them, and any number of
/// threads may read. The buffer goes back to its pool with the last copy.
class TextSlice {
 public:
  /// Readable bytes after the text, all new lines: a scanner needs no check for the end within a word.
  static constexpr std::size_t kPadding = 80;

  TextSlice() = default;
  /// The first `size` bytes of `buffer`, which holds at least those.
  TextSlice(SliceBuffer&& buffer, std::size_t size);
  /// A copy of `text` in a buffer of its own.
  explicit TextSlice(std::string_view text);

  [[nodiscard]] std::string_view text() const noexcept;  ///< lives as long as any copy of the slice
  /// Where a byte of the text came from: `data/book.txt, byte 4711`, counted from 1. Empty when that was not a file.
  [[nodiscard]] std::string origin(std::size_t byte = 0) const;

 private:
  friend std::size_t footprint(const TextSlice& slice) noexcept;
  std::shared_ptr<const SliceBuffer> buffer_;
  std::size_t size_ = 0;
};

void describe(ItemDescription<TextSlice>& d);
/// With all of its buffer, which copies share.
[[nodiscard]] std::size_t footprint(const TextSlice& slice) noexcept;

}  // namespace stages
}  // namespace weir
#pragma GCC visibility pop
