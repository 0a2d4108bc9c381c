#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

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
  /// Moves the first `used` bytes to a buffer that holds at least `capacity`. Throws `std::bad_alloc`, and then nothing has changed.
  void grow(std::size_t capacity, std::size_t used);
  /// Says where its bytes are from, the first being so many bytes from the beginning of the file.
  void set_origin(std::shared_ptr<const std::string> file, std::uint64_t first_byte) noexcept {
    file_ = std::move(file);
    first_byte_ = first_byte;
  }
  /// That file; null when it was not said.
  [[nodiscard]] const std::string* file() const noexcept { return file_.get(); }
  [[nodiscard]] std::uint64_t first_byte() const noexcept { return first_byte_; }

 private:
  friend class SlicePool;
  SliceBuffer(std::shared_ptr<SlicePool> pool, std::unique_ptr<char[]> bytes, std::size_t capacity)
      : pool_(std::move(pool)), bytes_(std::move(bytes)), capacity_(capacity) {}
  void give_back() noexcept;

  std::shared_ptr<SlicePool> pool_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::shared_ptr<const std::string> file_;  // that its bytes are from
  std::uint64_t first_byte_ = 0;
};

/// Buffers of one size, used again and again. Thread-safe. It keeps at most as many idle buffers as there are live ones (and always a few),
/// so the memory of the pool is at most about twice that of the live slices. A buffer that grew for a long word is not kept. Slices share
/// the pool: they may outlive whoever made it.
class SlicePool : public std::enable_shared_from_this<SlicePool> {
 public:
  static constexpr std::size_t kAlwaysIdle = 4;  ///< buffers that are kept even when no slice is live

  static std::shared_ptr<SlicePool> make(std::size_t capacity) { return std::shared_ptr<SlicePool>(new SlicePool(capacity)); }

  /// Throws `Error` when there is no memory for a new one.
  [[nodiscard]] SliceBuffer take();
  /// Buffers in use, and buffers waiting to be used again.
  [[nodiscard]] std::size_t live() const;
  [[nodiscard]] std::size_t idle() const;

 private:
  friend class SliceBuffer;
  explicit SlicePool(std::size_t capacity);
  std::unique_ptr<char[]> make_new();
  void give_back(std::unique_ptr<char[]> bytes, std::size_t capacity) noexcept;

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::size_t live_ = 0;
  std::vector<std::unique_ptr<char[]>> idle_;
};

}  // namespace weir::stages
