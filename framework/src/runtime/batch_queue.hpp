#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <weir/detail/batch.hpp>

namespace weir::runtime {

using detail::Batch;

/// The queue of one edge, a ring of fixed size: the consumer's half of an edge. Under the consumer's gate.
class BatchQueue {
 public:
  explicit BatchQueue(std::size_t depth) : ring_(depth) {}

  /// Requires: `size() < depth()`, which a credit grants.
  void push(Batch* batch) noexcept {
    assert(size_ < ring_.size() && batch->size() > 0);
    std::size_t at = first_ + size_;
    if (at >= ring_.size()) at -= ring_.size();
    ring_[at] = batch;
    ++pushed_;
    if (++size_ > peak_) peak_ = size_;
  }

  /// Requires: not empty.
  Batch* pop() noexcept {
    assert(size_ > 0);
    Batch* batch = ring_[first_];
    if (++first_ == ring_.size()) first_ = 0;
    --size_;
    return batch;
  }

  /// The producer has finished.
  void close() noexcept { closed_ = true; }

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] bool ended() const noexcept { return closed_ && size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t depth() const noexcept { return ring_.size(); }
  [[nodiscard]] std::size_t peak() const noexcept { return peak_; }        ///< the most that it has held
  [[nodiscard]] std::uint64_t pushed() const noexcept { return pushed_; }  ///< batches so far

 private:
  std::vector<Batch*> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::size_t peak_ = 0;
  std::uint64_t pushed_ = 0;
  bool closed_ = false;
};

}  // namespace weir::runtime
