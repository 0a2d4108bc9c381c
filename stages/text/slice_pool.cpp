#include "text/slice_pool.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include <weir/stages/text_slice.hpp>

#include "system/no_memory.hpp"

namespace weir::stages {

namespace {

std::unique_ptr<char[]> allocate(std::size_t capacity) {
  return std::make_unique_for_overwrite<char[]>(capacity + TextSlice::kPadding);
}

}  // namespace

SliceBuffer& SliceBuffer::operator=(SliceBuffer&& other) noexcept {
  if (this != &other) {
    give_back();
    pool_ = std::move(other.pool_);
    bytes_ = std::move(other.bytes_);
    capacity_ = other.capacity_;
    file_ = std::move(other.file_);
    first_byte_ = other.first_byte_;
  }
  return *this;
}

SliceBuffer::~SliceBuffer() {
  give_back();
}

void SliceBuffer::give_back() noexcept {
  if (pool_ && bytes_) pool_->give_back(std::move(bytes_), capacity_);
}

void SliceBuffer::grow(std::size_t capacity, std::size_t used) {
  auto larger = allocate(capacity);
  std::copy_n(bytes_.get(), used, larger.get());
  bytes_ = std::move(larger);
  capacity_ = capacity;
}

SlicePool::SlicePool(std::size_t capacity) : capacity_(capacity) {
  idle_.reserve(kAlwaysIdle);
}

SliceBuffer SlicePool::take() {
  std::unique_ptr<char[]> bytes;
  {
    const std::lock_guard lock(mutex_);
    idle_.reserve(std::max(kAlwaysIdle, live_ + 1));  // so that returning one never allocates
    ++live_;
    if (!idle_.empty()) {
      bytes = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!bytes) bytes = make_new();
  return {shared_from_this(), std::move(bytes), capacity_};
}

std::unique_ptr<char[]> SlicePool::make_new() try { return allocate(capacity_); } catch (const std::bad_alloc&) {
  {
    const std::lock_guard lock(mutex_);
    --live_;
  }
  throw_no_memory("one more slice of text", capacity_, "allow more memory, or choose a smaller slice_size or queue_depth");
}

void SlicePool::give_back(std::unique_ptr<char[]> bytes, std::size_t capacity) noexcept {
  std::unique_ptr<char[]> surplus;  // freed after the lock is gone
  const std::lock_guard lock(mutex_);
  --live_;
  const std::size_t keep = std::max(kAlwaysIdle, live_);
  if (capacity == capacity_ && idle_.size() < keep && idle_.size() < idle_.capacity()) {
    idle_.push_back(std::move(bytes));
  } else if (idle_.size() > keep) {
    surplus = std::move(idle_.back());
    idle_.pop_back();
  }
}

std::size_t SlicePool::live() const {
  const std::lock_guard lock(mutex_);
  return live_;
}

std::size_t SlicePool::idle() const {
  const std::lock_guard lock(mutex_);
  return idle_.size();
}

}  // namespace weir::stages
