#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// How many items a row has, and has room for, whatever their type.
class RowSize {
 public:
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }

 protected:
  ~RowSize() = default;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// A growing row of items. Unlike a `std::vector`, it moves them when it grows, even those that could be copied; has objects for `bool`,
/// which a span can show; and takes an item straight from the function that returns it, so no large one is ever on the stack.
template <class T>
class Row : public RowSize {
 public:
  Row() = default;
  Row(const Row&) = delete;
  Row& operator=(const Row&) = delete;
  ~Row() {
    clear();
    free();
  }

  [[nodiscard]] T* data() noexcept { return items_; }
  [[nodiscard]] const T* data() const noexcept { return items_; }

  void clear() noexcept { std::destroy_n(items_, std::exchange(size_, 0)); }
  /// Gives its memory back. Requires: it has no items.
  void free() noexcept {
    if (items_ != nullptr) std::allocator<T>().deallocate(std::exchange(items_, nullptr), std::exchange(capacity_, 0));
  }
  /// Destroys all but the first `count`. Requires: there are so many.
  void cut_back(std::size_t count) noexcept {
    std::destroy(items_ + count, items_ + size_);
    size_ = count;
  }

  /// The items now end there. Requires: those up to there have been made in the room for more.
  void end_at(const T* end) noexcept { size_ = static_cast<std::size_t>(end - items_); }

  /// Adds what `make()` returns: a `T`, which is then made in its place, or a reference to one, which is moved or copied. The item stays
  /// there until the row grows.
  template <std::invocable Make>
  T& add(Make&& make) {
    if (size_ == capacity_) grow();
    T* const item = ::new (static_cast<void*>(items_ + size_)) T(make());
    ++size_;
    return *item;
  }

 private:
  void grow() {
    Row larger;
    const std::size_t capacity = std::max<std::size_t>(1, 2 * capacity_);
    larger.items_ = std::allocator<T>().allocate(capacity);
    larger.capacity_ = capacity;
    std::uninitialized_move_n(items_, size_, larger.items_);
    larger.size_ = size_;
    std::swap(items_, larger.items_);
    std::swap(capacity_, larger.capacity_);
  }

  T* items_ = nullptr;
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
