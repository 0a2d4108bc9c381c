#pragma once

// How long to wait, for what takes a duration of any unit: `pull_for`, `timeout`, `batch_wait`.
// Plain values.

#include <chrono>
#include <concepts>
#include <cstdint>
#include <ratio>
#include <type_traits>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

/// In nanoseconds; the most or the least of them, some 292 years, where that is beyond them.
template <class Rep, class Period>
[[nodiscard]] constexpr std::chrono::nanoseconds saturated(const std::chrono::duration<Rep, Period>& duration) noexcept {
  using std::chrono::nanoseconds;
  using Step = std::ratio_divide<Period, std::nano>;
  using Count = std::common_type_t<Rep, std::intmax_t>;
  const Count count = duration.count();
  constexpr Count kDen = Step::den;
  std::int64_t whole = 0;
  std::int64_t sum = 0;
  // In two parts: a step such as a 30th of a second is not a whole number of nanoseconds.
  if (__builtin_mul_overflow(count / kDen, Step::num, &whole) ||
      __builtin_add_overflow(whole, static_cast<std::int64_t>(count % kDen) * Step::num / Step::den, &sum))
    return duration < duration.zero() ? nanoseconds::min() : nanoseconds::max();
  return nanoseconds(sum);
}

}  // namespace detail

/// A number of nanoseconds that is made of any whole number of hours, seconds or milliseconds: one that would be too large for them, such
/// as `std::chrono::milliseconds::max()`, is the largest there is. A `std::chrono::nanoseconds` everywhere else.
class Duration : public std::chrono::nanoseconds {
 public:
  constexpr Duration() noexcept : std::chrono::nanoseconds(0) {}  ///< none
  /// The same time, as far as nanoseconds can count it.
  template <std::integral Rep, class Period>
  // NOLINTNEXTLINE(google-explicit-constructor): as durations become finer ones
  constexpr Duration(const std::chrono::duration<Rep, Period>& time) noexcept : std::chrono::nanoseconds(detail::saturated(time)) {}
};

}  // namespace weir
#pragma GCC visibility pop
