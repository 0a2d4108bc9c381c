#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace [[gnu::visibility("default")]] weir {
namespace detail {

// No 64-bit integers, as many as fit in memory, add up to more than this holds.
__extension__ using WideInteger = __int128;

/// Throws `InputError`: the sum is outside of 64 bits.
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

/// A compensated sum: what each addition rounds off is added up apart. A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen", ZAMM 54 (1974), which Python's own `sum` uses since 3.12; the error of an addition is found without a branch, by
/// D. E. Knuth, The Art of Computer Programming, volume 2, section 4.2.2, theorem B.
template <std::floating_point T>
class CompensatedSum {
 public:
  /// float is added up in double.
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
  /// An infinite sum has no errors that could be added.
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

/// Items that are added up by one thread: always the same ones, whatever the number of workers, so that rounding is always the same.
inline constexpr std::size_t kItemsOfPartialSum = 16384;

}  // namespace detail
}  // namespace weir
