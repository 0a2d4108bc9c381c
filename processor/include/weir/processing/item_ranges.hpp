#pragma once

// What travels through the pipelines of a `Processor`: many items at a time, since a function of an item may cost less than a hop.
// The inside of weir/processor.hpp, not for hosts.

#include <cstddef>
#include <utility>
#include <vector>

#include <weir/stage.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace processing {

/// A range of neighbouring items of one call.
struct ItemRange {
  std::size_t number = 0;  ///< of this range among all of the call, from 0
  std::size_t begin = 0;   ///< index of the first item
  std::size_t end = 0;     ///< index after the last item

  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
};

/// What one function made of the items of a range, on its way to the next function. It moves only, since its items may.
template <class T>
struct RangeItems {
  RangeItems() = default;
  RangeItems(const ItemRange& its_range, std::vector<T> its_items) : range(its_range), items(std::move(its_items)) {}
  RangeItems(RangeItems&&) noexcept = default;
  RangeItems& operator=(RangeItems&&) noexcept = default;

  ItemRange range;
  std::vector<T> items;
};

/// Cuts `items` items into ranges of `range_size`. Requires: `range_size` is at least 1.
class ItemRanges final : public Source<ItemRange> {
 public:
  ItemRanges(std::size_t items, std::size_t range_size) : items_(items), range_size_(range_size) {}
  Next produce(Output<ItemRange>& out) override;

 private:
  std::size_t items_;
  std::size_t range_size_;
  ItemRange next_;
};

/// Marks that its thread is inside one of the host's functions, for as long as it lives.
class InHostFunction {
 public:
  InHostFunction() noexcept;
  InHostFunction(const InHostFunction&) = delete;
  InHostFunction& operator=(const InHostFunction&) = delete;
  ~InHostFunction();

  [[nodiscard]] static bool here() noexcept;

 private:
  bool outer_;
};

}  // namespace processing
}  // namespace weir
#pragma GCC visibility pop
