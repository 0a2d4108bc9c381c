#pragma once

// How `Processor::sum` adds up: integers exactly, floating-point numbers with compensation.
// The inside of weir/processor.hpp, not for hosts.

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#pragma GCC visibility push(default)
namespace weir {
namespace processing {

// Holds the sum of as many 64-bit integers as fit in memory.
__extension__ using WideInteger = __int128;

/// Throws `InputError`: the sum does not fit into 64 bits.
[[noreturn]] void refuse_sum(WideInteger sum, bool is_signed);

/// An exact sum of integers.
template <std::integral T>
class IntegerSum {
 public:
  using Result = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;

  void add(T item) noexcept { sum_ += item; }
  void add(const IntegerSum& other) noexcept { sum_ += other.sum_; }
  [[nodiscard]] Result value() const {
    const auto result = static_cast<Result>(sum_);
    if (static_cast<WideInteger>(result) != sum_) refuse_sum(sum_, std::is_signed_v<T>);
    return result;
  }

 private:
  WideInteger sum_ = 0;
};

/// A compensated sum: the rounding errors of the additions are added up separately. A. Neumaier, "Rundungsfehleranalyse einiger Verfahren
/// zur Summation endlicher Summen", ZAMM 54 (1974), which Python's own `sum` uses since 3.12; the error of an addition is found without a
/// branch, by D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
template <std::floating_point T>
class CompensatedSum {
 public:
  /// The sum of `float` is a `double`.
  using Result = std::conditional_t<std::is_same_v<T, float>, double, T>;

  void add(Result item) noexcept {
    const Result sum = sum_ + item;
    const Result added = sum - sum_;
    rounded_off_ += (sum_ - (sum - added)) + (item - added);
    sum_ = sum;
  }
  void add(const CompensatedSum& other) noexcept {
    add(other.sum_);
    rounded_off_ += other.rounded_off_;
  }
  /// The sum and its rounding errors; an infinite sum has none that could be added.
  [[nodiscard]] Result value() const noexcept { return std::isfinite(rounded_off_) ? sum_ + rounded_off_ : sum_; }

 private:
  Result sum_ = 0;
  Result rounded_off_ = 0;
};

template <class T>
struct SumOf {};
template <std::integral T>
struct SumOf<T> {
  using type = IntegerSum<T>;
};
template <std::floating_point T>
struct SumOf<T> {
  using type = CompensatedSum<T>;
};

/// Items in a partial sum: a constant, so that rounding does not depend on the number of workers.
inline constexpr std::size_t kItemsOfPartialSum = 16384;

}  // namespace processing
}  // namespace weir
#pragma GCC visibility pop
