#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <weir/detail/batch.hpp>

namespace weir::runtime {

using detail::Amount;
using detail::Batch;

/// The queue of one edge, a ring that grows up to `depth`, as it fills: the consumer's half of an edge. Under the consumer's gate.
class BatchQueue {
 public:
  /// `counts_rows`: of its items.
  explicit BatchQueue(std::size_t depth, bool counts_rows = false)
      : depth_(depth), counts_rows_(counts_rows), ring_(std::min(depth, kFirstRoom)) {}

  /// Before as many pushes. Throws `std::bad_alloc`, and has then changed nothing. Requires: credits grant so many.
  void make_room(std::size_t count) {
    if (size_ + count > ring_.size()) grow(size_ + count);
  }
  /// Requires: `make_room` has been called for it, or it is one of the first `kFirstRoom` that are in the queue.
  void push(Batch* batch) noexcept { push(std::span(&batch, 1)); }
  void push(std::span<Batch* const> batches) noexcept {
    assert(size_ + batches.size() <= ring_.size());
    const std::size_t end = ring_.size();
    std::size_t at = first_ + size_;
    if (at >= end) at -= end;
    for (Batch* const batch : batches) {
      assert(batch->size() > 0);
      ring_[at] = batch;
      if (++at == end) at = 0;
    }
    count(batches, put_);
    pushed_ += batches.size();
    size_ += batches.size();
    peak_ = std::max(peak_, size_);
  }

  /// Requires: not empty.
  Batch* pop() noexcept {
    assert(size_ > 0);
    Batch* batch = ring_[first_];
    if (++first_ == ring_.size()) first_ = 0;
    --size_;
    count(std::span(&batch, 1), taken_);
    return batch;
  }
  /// So many, to the end of `to`, which has room. Requires: there are so many.
  void pop(std::size_t batches, std::vector<Batch*>& to) noexcept {
    assert(size_ >= batches);
    const std::span<Batch* const> ring(ring_);
    const std::span<Batch* const> first = ring.subspan(first_, std::min(batches, ring.size() - first_));
    const std::span<Batch* const> second = ring.first(batches - first.size());
    for (const std::span<Batch* const> part : {first, second}) {
      to.insert(to.end(), part.begin(), part.end());
      count(part, taken_);
    }
    first_ = second.empty() ? first_ + first.size() : second.size();
    if (first_ == ring_.size()) first_ = 0;
    size_ -= batches;
  }
  /// A batch came when it was not wanted any more.
  void refuse(Amount amount) noexcept { refused_ += amount; }

  /// The producer has finished.
  void close() noexcept { closed_ = true; }

  [[nodiscard]] bool closed() const noexcept { return closed_; }
  [[nodiscard]] bool ended() const noexcept { return closed_ && size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t depth() const noexcept { return depth_; }
  [[nodiscard]] std::size_t peak() const noexcept { return peak_; }        ///< the most that it has held
  [[nodiscard]] std::uint64_t pushed() const noexcept { return pushed_; }  ///< batches so far

  // So far, for the balance.
  [[nodiscard]] Amount put() const noexcept { return put_; }
  [[nodiscard]] Amount taken() const noexcept { return taken_; }
  [[nodiscard]] Amount refused() const noexcept { return refused_; }
  /// In it now: counted batch by batch, not from the above.
  [[nodiscard]] Amount left() const noexcept {
    Amount left;
    for (std::size_t i = 0; i < size_; ++i) left += ring_[(first_ + i) % ring_.size()]->amount();
    return left;
  }

  /// Of the batches in it. Requires: they weigh.
  [[nodiscard]] std::size_t bytes() const noexcept {
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < size_; ++i) bytes += ring_[(first_ + i) % ring_.size()]->bytes();
    return bytes;
  }

  static constexpr std::size_t kFirstRoom = 16;  ///< there is always room for so many, as far as the depth allows

 private:
  void count(std::span<Batch* const> batches, Amount& sum) const noexcept {
    std::uint64_t items = 0;
    for (const Batch* batch : batches) items += batch->size();
    sum.items += items;
    if (!counts_rows_) return;
    for (const Batch* batch : batches) sum.rows += batch->rows();
  }
  void grow(std::size_t needed) {
    assert(needed <= depth_);
    std::vector<Batch*> larger(std::min(depth_, std::max(needed, 2 * ring_.size())));
    const auto first = ring_.begin() + static_cast<std::ptrdiff_t>(first_);
    std::copy(ring_.begin(), first, std::copy(first, ring_.end(), larger.begin()));
    ring_ = std::move(larger);
    first_ = 0;
  }

  const std::size_t depth_;
  const bool counts_rows_;
  std::vector<Batch*> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::size_t peak_ = 0;
  std::uint64_t pushed_ = 0;
  Amount put_;
  Amount taken_;
  Amount refused_;
  bool closed_ = false;
};

}  // namespace weir::runtime
