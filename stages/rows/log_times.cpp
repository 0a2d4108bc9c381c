#include "rows/log_times.hpp"

#include <cstddef>

#include "rows/cell_values.hpp"

namespace weir::stages {
namespace {

using std::chrono::hours, std::chrono::minutes, std::chrono::seconds, std::chrono::sys_days;

bool is_decimal(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) noexcept {
  return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

// The number that two digits are; -1 when they are none.
int two_digits(std::string_view text, std::size_t at) noexcept {
  if (!is_decimal(text[at]) || !is_decimal(text[at + 1])) return -1;
  return 10 * (text[at] - '0') + (text[at + 1] - '0');
}

// 1 to 12; 0 when there is none.
unsigned month_at(std::string_view text, std::size_t at) noexcept {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  unsigned month = 1;
  for (const char* name = kMonths.data(); month <= 12; ++month, name += 3) {
    if (text[at] == name[0] && text[at + 1] == name[1] && text[at + 2] == name[2]) return month;
  }
  return 0;
}

// `12:30:05`.
bool read_clock(std::string_view text, std::size_t at, seconds& value) noexcept {
  const int hour = two_digits(text, at), minute = two_digits(text, at + 3), second = two_digits(text, at + 6);
  value = hours(hour) + minutes(minute) + seconds(second);
  return text[at + 2] == ':' && text[at + 5] == ':' && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

bool read_day(int year, unsigned month, int day, sys_days& value) noexcept {
  if (day < 0) return false;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(static_cast<unsigned>(day))};
  value = date;
  return date.ok();
}

// `31/Jan/2024:12:30:05 +0100`.
bool read_web_time(std::string_view text, Time& value) noexcept {
  if (text.size() != 26 || text[6] != '/' || text[11] != ':' || text[20] != ' ' || (text[21] != '+' && text[21] != '-')) return false;
  const int century = two_digits(text, 7), year = two_digits(text, 9);
  const int offset_hours = two_digits(text, 22), offset_minutes = two_digits(text, 24);
  if (century < 0 || year < 0 || offset_hours < 0 || offset_hours > 23 || offset_minutes < 0 || offset_minutes > 59) return false;
  sys_days day;
  seconds clock{};
  if (!read_day(100 * century + year, month_at(text, 3), two_digits(text, 0), day) || !read_clock(text, 12, clock)) return false;
  const minutes ahead = hours(offset_hours) + minutes(offset_minutes);
  value = day + clock;
  value -= text[21] == '+' ? ahead : -ahead;
  return value >= Time(sys_days(std::chrono::year(0) / 1 / 1)) && value < Time(sys_days(std::chrono::year(10'000) / 1 / 1));
}

}  // namespace

bool LogTimes::read(std::string_view text, Time& value) const noexcept {
  if (text.size() > 3 && text[2] == '/') return read_web_time(text, value);
  if (!text.empty() && is_letter(text.front())) return read_syslog_time(text, value);
  return read_time(text, value);
}

bool LogTimes::read_syslog_time(std::string_view text, Time& value) const noexcept {
  if (text.size() != 15 || text[3] != ' ' || text[6] != ' ') return false;
  const unsigned month = month_at(text, 0);
  const int day_of_month = text[4] == ' ' && is_decimal(text[5]) ? text[5] - '0' : two_digits(text, 4);
  seconds clock{};
  if (month == 0 || !read_clock(text, 7, clock)) return false;
  sys_days day;
  if (year_) {
    if (!read_day(*year_, month, day_of_month, day)) return false;
    value = day + clock;
    return true;
  }
  const auto latest = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(now_)).year();
  // From one leap year to the next it may be eight years.
  for (int year = static_cast<int>(latest) + 1; year >= static_cast<int>(latest) - 8; --year) {
    if (!read_day(year, month, day_of_month, day)) continue;
    value = day + clock;
    if (value <= now_ + std::chrono::days(1)) return true;
  }
  return false;
}

}  // namespace weir::stages
