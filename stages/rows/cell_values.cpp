#include "rows/cell_values.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <system_error>

#include <fast_float/fast_float.h>

namespace weir::stages {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_blank(char c) noexcept {
  return c == ' ' || c == '\t';
}

bool is_word(std::string_view text, std::string_view lower_case) noexcept {
  const auto same = [](char c, char lower) { return (c | 0x20) == lower; };
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), same);
}

// Those who read numbers know a minus alone.
std::string_view without_plus(std::string_view text) noexcept {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  return text;
}

// Reads a text from its front. After a failure the result is worth nothing, and `failed()`.
class Scanner {
 public:
  explicit Scanner(std::string_view text) noexcept : at_(text.data()), end_(at_ + text.size()) {}

  [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
  [[nodiscard]] bool failed() const noexcept { return failed_; }
  void fail() noexcept { failed_ = true; }

  bool take(char c) noexcept {
    const bool there = at_ != end_ && *at_ == c;
    at_ += there ? 1 : 0;
    return there;
  }
  void require(char c) noexcept { failed_ |= !take(c); }

  // Exactly so many digits.
  int digits(int count) noexcept {
    int number = 0;
    if (end_ - at_ < count) {
      failed_ = true;
      return 0;
    }
    for (int i = 0; i < count; ++i, ++at_) {
      failed_ |= !is_digit(*at_);
      number = 10 * number + (*at_ - '0');
    }
    return number;
  }
  // Two digits below `limit`.
  int below(int limit) noexcept {
    const int number = digits(2);
    failed_ |= number >= limit;
    return number;
  }
  // The digits behind the point of a second.
  microseconds fraction() noexcept {
    std::int64_t number = 0;
    int count = 0;
    for (; at_ != end_ && is_digit(*at_); ++count, ++at_) {
      if (count < 6) number = 10 * number + (*at_ - '0');
    }
    failed_ |= count == 0;
    for (; count < 6; ++count) number *= 10;
    return microseconds(number);
  }

 private:
  const char* at_;
  const char* const end_;
  bool failed_ = false;
};

Time scan_date(Scanner& scanner) noexcept {
  const int year = scanner.digits(4);
  scanner.require('-');
  const int month = scanner.digits(2);
  scanner.require('-');
  const int day = scanner.digits(2);
  if (scanner.failed()) return {};
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) scanner.fail();
  return std::chrono::sys_days(date);
}

microseconds scan_clock(Scanner& scanner) noexcept {
  const int hour = scanner.below(24);
  scanner.require(':');
  const int minute = scanner.below(60);
  microseconds clock = std::chrono::hours(hour) + minutes(minute);
  if (scanner.take(':')) {
    clock += std::chrono::seconds(scanner.below(60));
    if (scanner.take('.')) clock += scanner.fraction();
  }
  return clock;
}

// How far the clock is ahead of UTC.
minutes scan_offset(Scanner& scanner) noexcept {
  if (scanner.at_end() || scanner.take('Z') || scanner.take('z')) return minutes(0);
  const bool ahead = scanner.take('+');
  if (!ahead) scanner.require('-');
  minutes offset = std::chrono::hours(scanner.below(24));
  if (scanner.take(':') || !scanner.at_end()) offset += minutes(scanner.below(60));
  return ahead ? offset : -offset;
}

bool in_calendar(Time time) noexcept {
  using std::chrono::sys_days, std::chrono::year, std::chrono::January;
  constexpr Time kBegin = sys_days(year(0) / January / 1), kEnd = sys_days(year(10'000) / January / 1);
  return time >= kBegin && time < kEnd;
}

}  // namespace

bool read_bool(std::string_view text, bool& value) noexcept {
  value = is_word(text, "true");
  return value || is_word(text, "false");
}

bool read_int(std::string_view text, std::int64_t& value) noexcept {
  text = without_plus(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool read_float(std::string_view text, char decimal_point, double& value) noexcept {
  text = without_plus(text);
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_point);
  const auto [end, error] = fast_float::from_chars_advanced(text.data(), text.data() + text.size(), value, options);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(value);
}

bool read_time(std::string_view text, Time& value) noexcept {
  Scanner scanner(text);
  value = scan_date(scanner);
  if (!scanner.at_end()) {
    if (!scanner.take('T') && !scanner.take(' ')) scanner.require('t');
    value += scan_clock(scanner);
    value -= scan_offset(scanner);
  }
  return !scanner.failed() && scanner.at_end() && in_calendar(value);
}

bool is_identifier(std::string_view text) noexcept {
  constexpr std::size_t kSafe = std::numeric_limits<std::int64_t>::digits10;  // so many digits always fit
  const bool has_plus = text.starts_with('+');
  const std::string_view digits = text.substr(has_plus || text.starts_with('-') ? 1 : 0);
  if (digits.size() > 1 && digits.front() == '0' && is_digit(digits[1])) return true;
  if (digits.empty() || (!has_plus && digits.size() <= kSafe) || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  std::int64_t value = 0;
  return has_plus || !read_int(text, value);
}

std::string_view trim_blanks(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace weir::stages
