#include "kernels/calendar.hpp"

#include <array>
#include <vector>

#include <fmt/format.h>

namespace weir::expressions {
namespace {

namespace chrono = std::chrono;

using Days = chrono::sys_days;

constexpr std::array<std::string_view, 12> kUnitNames{"microsecond", "second",  "minute", "hour", "day", "week",
                                                      "month",       "quarter", "year",   "dow",  "doy", "epoch"};
constexpr std::string_view kConversions = "YmdHMSfjswW%";

Days day_of(Time time) {
  return chrono::floor<chrono::days>(time);
}
chrono::year_month_day date_of(Time time) {
  return day_of(time);
}
Days first_of_year(chrono::year year) {
  return Days(year / chrono::January / 1);
}
unsigned month_of(Time time) {
  return static_cast<unsigned>(date_of(time).month());
}
std::int64_t day_of_year(Time time) {
  return (day_of(time) - first_of_year(date_of(time).year())).count() + 1;
}
// From Monday, 0.
unsigned weekday_of(Days day) {
  return chrono::weekday(day).iso_encoding() - 1;
}

// The week that has the year's first Thursday is its first (ISO 8601).
std::int64_t iso_week(Time time) {
  const Days thursday = day_of(time) - chrono::days(weekday_of(day_of(time))) + chrono::days(3);
  return (thursday - first_of_year(chrono::year_month_day(thursday).year())).count() / 7 + 1;
}

// The first Monday of the year begins its first week; days before it are in week 0.
std::int64_t week_of_year(Time time) {
  return (day_of_year(time) + 6 - weekday_of(day_of(time))) / 7;
}

template <class Unit>
Time floored(Time time) {
  return chrono::floor<Unit>(time);
}

// The number of the last whole `Unit` in the last whole `Larger`.
template <class Unit, class Larger>
std::int64_t number_in(Time time) {
  return (chrono::floor<Unit>(time) - chrono::floor<Larger>(time)) / Unit(1);
}

}  // namespace

bool in_calendar(Time time) noexcept {
  constexpr Time kBegin = Days(chrono::year(0) / 1 / 1), kEnd = Days(chrono::year(10'000) / 1 / 1);
  return kBegin <= time && time < kEnd;
}

std::optional<TimeUnit> unit_named(std::string_view name) noexcept {
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) {
    if (kUnitNames[i] == name) return static_cast<TimeUnit>(i);
  }
  return std::nullopt;
}

bool can_begin(TimeUnit unit) noexcept {
  return unit <= TimeUnit::year;
}

std::vector<std::string> unit_names(bool begins) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kUnitNames.size(); ++i) {
    if (!begins || can_begin(static_cast<TimeUnit>(i))) names.emplace_back(kUnitNames[i]);
  }
  return names;
}

Time beginning(TimeUnit unit, Time time) noexcept {
  const chrono::year_month_day date = date_of(time);
  switch (unit) {
    case TimeUnit::second:
      return floored<chrono::seconds>(time);
    case TimeUnit::minute:
      return floored<chrono::minutes>(time);
    case TimeUnit::hour:
      return floored<chrono::hours>(time);
    case TimeUnit::day:
      return day_of(time);
    case TimeUnit::week:
      return day_of(time) - chrono::days(weekday_of(day_of(time)));
    case TimeUnit::month:
      return Days(date.year() / date.month() / 1);
    case TimeUnit::quarter:
      return Days(date.year() / chrono::month((month_of(time) - 1) / 3 * 3 + 1) / 1);
    case TimeUnit::year:
      return first_of_year(date.year());
    default:
      return time;
  }
}

std::int64_t number_of(TimeUnit unit, Time time) noexcept {
  switch (unit) {
    case TimeUnit::microsecond:
      return number_in<chrono::microseconds, chrono::seconds>(time);
    case TimeUnit::second:
      return number_in<chrono::seconds, chrono::minutes>(time);
    case TimeUnit::minute:
      return number_in<chrono::minutes, chrono::hours>(time);
    case TimeUnit::hour:
      return number_in<chrono::hours, chrono::days>(time);
    case TimeUnit::day:
      return static_cast<unsigned>(date_of(time).day());
    case TimeUnit::week:
      return iso_week(time);
    case TimeUnit::month:
      return month_of(time);
    case TimeUnit::quarter:
      return (month_of(time) - 1) / 3 + 1;
    case TimeUnit::year:
      return static_cast<int>(date_of(time).year());
    case TimeUnit::dow:
      return chrono::weekday(day_of(time)).c_encoding();
    case TimeUnit::doy:
      return day_of_year(time);
    case TimeUnit::epoch:
      break;
  }
  return chrono::floor<chrono::seconds>(time).time_since_epoch().count();
}

namespace {

void append_conversion(std::string& out, char conversion, Time time) {
  const auto two = [&](std::int64_t number) { fmt::format_to(std::back_inserter(out), "{:02}", number); };
  switch (conversion) {
    case 'Y':
      fmt::format_to(std::back_inserter(out), "{:04}", number_of(TimeUnit::year, time));
      break;
    case 'm':
      return two(number_of(TimeUnit::month, time));
    case 'd':
      return two(number_of(TimeUnit::day, time));
    case 'H':
      return two(number_of(TimeUnit::hour, time));
    case 'M':
      return two(number_of(TimeUnit::minute, time));
    case 'S':
      return two(number_of(TimeUnit::second, time));
    case 'f':
      two(number_of(TimeUnit::second, time));
      fmt::format_to(std::back_inserter(out), ".{:03}", number_of(TimeUnit::microsecond, time) / 1000);
      break;
    case 'j':
      fmt::format_to(std::back_inserter(out), "{:03}", day_of_year(time));
      break;
    case 's':
      fmt::format_to(std::back_inserter(out), "{}", number_of(TimeUnit::epoch, time));
      break;
    case 'w':
      fmt::format_to(std::back_inserter(out), "{}", number_of(TimeUnit::dow, time));
      break;
    case 'W':
      return two(week_of_year(time));
    default:
      out += '%';
  }
}

}  // namespace

void append_formatted(std::string& out, std::string_view format, Time time) {
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] == '%')
      append_conversion(out, format[++at], time);
    else
      out += format[at];
  }
}

std::string_view unknown_conversion(std::string_view format) noexcept {
  for (std::size_t at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    if (at + 1 == format.size() || kConversions.find(format[at + 1]) == std::string_view::npos) return format.substr(at, 2);
  }
  return {};
}

}  // namespace weir::expressions
