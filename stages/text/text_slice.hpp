#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include <weir/item.hpp>

namespace weir::stages {

class SlicePool;

/// Room for the bytes of one slice. Goes back to its pool when destroyed, from any thread. Movable; a moved-from one holds nothing.
class SliceBuffer {
 public:
  SliceBuffer() = default;
  SliceBuffer(SliceBuffer&& other) noexcept = default;
  SliceBuffer& operator=(SliceBuffer&& other) noexcept;
  ~SliceBuffer();

  [[nodiscard]] char* data() const noexcept { return bytes_.get(); }
  /// Bytes of text that fit; `TextSlice::kPadding` more belong to the buffer.
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  /// Moves the first `used` bytes to a buffer that holds at least `capacity`.
  void grow(std::size_t capacity, std::size_t used);

 private:
  friend class SlicePool;
  SliceBuffer(std::shared_ptr<SlicePool> pool, std::unique_ptr<char[]> bytes, std::size_t capacity)
      : pool_(std::move(pool)), bytes_(std::move(bytes)), capacity_(capacity) {}
  void give_back() noexcept;

  std::shared_ptr<SlicePool> pool_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

/// Buffers of one size, used again and again. Thread-safe. It keeps at most as many idle buffers as there are live ones (and always a few),
/// so the memory of the pool is at most about twice that of the live slices. A buffer that grew for a long word is not kept. Slices share
/// the pool: they may outlive whoever made it.
class SlicePool : public std::enable_shared_from_this<SlicePool> {
 public:
  static std::shared_ptr<SlicePool> make(std::size_t capacity) { return std::shared_ptr<SlicePool>(new SlicePool(capacity)); }

  [[nodiscard]] SliceBuffer take();
  /// Buffers out in the world, and buffers waiting to be used again.
  [[nodiscard]] std::size_t live() const;
  [[nodiscard]] std::size_t idle() const;

 private:
  friend class SliceBuffer;
  explicit SlicePool(std::size_t capacity);
  void give_back(std::unique_ptr<char[]> bytes, std::size_t capacity) noexcept;

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::size_t live_ = 0;
  std::vector<std::unique_ptr<char[]>> idle_;
};

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

  [[nodiscard]] std::string_view text() const noexcept { return buffer_ ? std::string_view(buffer_->data(), size_) : std::string_view(); }

 private:
  std::shared_ptr<const SliceBuffer> buffer_;
  std::size_t size_ = 0;
};

void describe(ItemDescription<TextSlice>& d);

}  // namespace weir::stages
