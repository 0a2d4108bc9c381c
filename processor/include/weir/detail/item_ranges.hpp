#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <weir/stage.hpp>

/// What travels through the pipelines of a `Processor`: many items at a time, since a function of an item may cost less than a hop.
namespace [[gnu::visibility("default")]] weir {
namespace detail {

/// Neighbouring items of one call, by their places.
struct ItemRange {
  std::size_t number = 0;  ///< of this range among all of the call
  std::size_t begin = 0;
  std::size_t end = 0;

  [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
};

/// What one function made of the items of a range, on its way to the next function. Only moved, as its items may be.
template <class T>
struct RangeItems {
  RangeItems() = default;
  RangeItems(const ItemRange& its_range, std::vector<T> its_items) : range(its_range), items(std::move(its_items)) {}
  RangeItems(RangeItems&&) noexcept = default;
  RangeItems& operator=(RangeItems&&) noexcept = default;

  ItemRange range;
  std::vector<T> items;
};

/// Cuts so many items into ranges of `range_size` ≥ 1.
class ItemRanges final : public Source<ItemRange> {
 public:
  ItemRanges(std::size_t items, std::size_t range_size) : items_(items), range_size_(range_size) {}
  Next produce(Output<ItemRange>& out) override;

 private:
  std::size_t items_;
  std::size_t range_size_;
  ItemRange next_;
};

/// While one lives, its thread is inside a function that the host gave to a `Processor`.
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

}  // namespace detail
}  // namespace weir
