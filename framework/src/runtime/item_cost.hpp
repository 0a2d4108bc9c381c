#pragma once

#include <algorithm>
#include <cstdint>

#include "runtime/clock.hpp"

namespace weir::runtime {

/// What an item costs a stage, over about its last 10 ms of work: long enough that a thread put aside for a while does not count for much,
/// short enough to follow a cost that changes. Not thread-safe.
class ItemCost {
 public:
  void add(Nanoseconds busy, std::uint64_t items) noexcept {
    busy_ += static_cast<double>(busy.count());
    items_ += static_cast<double>(items);
    if (busy_ < kWindow) return;
    busy_ /= 2;
    items_ /= 2;
  }

  /// Nanoseconds an item; 0 while there was none.
  [[nodiscard]] double get() const noexcept { return items_ > 0 ? busy_ / items_ : 0; }

 private:
  static constexpr double kWindow = 10e6;  // nanoseconds
  double busy_ = 0;
  double items_ = 0;
};

/// The items that make a batch worth its hop and no longer than it need be, when each costs `cost` nanoseconds: 100 µs of work; where these
/// are fewer than 100 items, as many of the 100 as 200 µs hold; at least one. (docs/decisions/0005)
inline double items_for(double cost) noexcept {
  constexpr double kAim = 100e3;
  constexpr double kLongest = 200e3;
  constexpr double kEnough = 100;
  return std::max({kAim / cost, std::min(kEnough, kLongest / cost), 1.0});
}

}  // namespace weir::runtime
