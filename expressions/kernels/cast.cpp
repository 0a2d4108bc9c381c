// cast(x as type). Each is a function `cast to TYPE`.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <system_error>

#include "functions.hpp"
#include "kernels/calendar.hpp"
#include "kernels/map.hpp"
#include "kernels/numbers.hpp"
#include "kernels/time_text.hpp"

namespace weir::expressions {
namespace {

using Int = std::int64_t;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\n\r";
  const std::size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
}

// A whole number or a float, with a plus before it or without.
template <class Number>
bool read_number(std::string_view text, Number& number) {
  text = trimmed(text);
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && std::isfinite(static_cast<double>(number));
}

bool read_bool(std::string_view text, bool& value) {
  text = trimmed(text);
  const auto is = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
  };
  value = is("true");
  return value || is("false");
}

bool read_time(std::string_view text, Time& time) {
  const auto read = parse_time(trimmed(text));
  time = read.value_or(Time());
  return read.has_value();
}

// Of a text by `read`; the row fails where that returns false.
template <ColumnValue T, auto kRead>
void from_text(const Call& call) {
  const Reader<std::string_view> text(call[0]);
  T* const out = call.out.values<T>();
  std::fill_n(out, call.rows, T());
  for_each_value(call, [&](std::size_t row) {
    if (!kRead(text[row], out[row])) call.out.fail(row);
  });
}

// As the shortest text that reads back, with a `.0` at a whole float.
template <class Number>
std::size_t write(Number number, char* out, std::size_t room) {
  const auto end = static_cast<std::size_t>(std::to_chars(out, out + room, number).ptr - out);
  if (!std::is_floating_point_v<Number> || std::string_view(out, end).find_first_of(".en") != std::string_view::npos) return end;
  out[end] = '.';
  out[end + 1] = '0';
  return end + 2;
}

template <ColumnValue Number>
void number_to_text(const Call& call) {
  constexpr std::size_t kRoom = 32;
  const Number* const numbers = call[0].as<Number>();
  auto* const out = call.out.values<std::string_view>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    char* const room = call.texts.room(kRoom);
    out[row] = call.texts.keep(write(numbers[row], room, kRoom));
  }
}

void bool_to_text(const Call& call) {
  map<std::string_view, bool>(call, [](bool value) { return value ? std::string_view("true") : std::string_view("false"); });
}

void time_to_text(const Call& call) {
  const Time* const times = call[0].as<Time>();
  auto* const out = call.out.values<std::string_view>();
  std::fill_n(out, call.rows, std::string_view());
  for_each_value(call, [&](std::size_t row) {
    if (!in_calendar(times[row])) return call.out.fail(row);
    out[row] = call.texts.copy(weir::to_string(times[row]));
  });
}

void int_to_time(const Call& call) {
  map_or_fail<Time, Int>(call, [](Int number, Int& beyond) {
    const Time time{std::chrono::microseconds(number)};
    beyond |= in_calendar(time) ? 0 : -1;
    return time;
  });
}

// The whole part. Beyond the ints the row fails.
void float_to_int(const Call& call) {
  map_or_fail<Int, double>(call, [](double number, Int& beyond) {
    beyond |= number >= kIntBegin && number < kIntEnd ? 0 : -1;
    return to_int_clamped(number);
  });
}

template <ColumnValue To, ColumnValue From>
void convert(const Call& call) {
  map<To, From>(call, [](From value) {
    if constexpr (std::same_as<From, Time>)
      return static_cast<To>(value.time_since_epoch().count());
    else if constexpr (std::same_as<To, bool>)
      return value != 0;
    else
      return static_cast<To>(value);
  });
}

}  // namespace

void add_casts(FunctionList& functions) {
  using enum ColumnType;
  constexpr std::string_view kBeyondCalendar = "is beyond the years 0 to 9999";
  const auto add = [&](ColumnType from, ColumnType to, Kernel kernel, std::string_view failure = {}) {
    constexpr std::string_view kNames[] = {"cast to bool", "cast to int", "cast to float", "cast to text", "cast to time"};
    functions.push_back(
        {.name = kNames[static_cast<std::size_t>(to)], .parameters = {from}, .result = to, .kernel = kernel, .failure = failure});
  };
  add(integer, boolean, convert<bool, Int>);
  add(floating, boolean, convert<bool, double>);
  add(text, boolean, from_text<bool, read_bool>, "is neither true nor false");
  add(boolean, integer, convert<Int, bool>);
  add(floating, integer, float_to_int, "is too large for an int");
  add(text, integer, from_text<Int, read_number<Int>>, "is not an int");
  add(time, integer, convert<Int, Time>);
  add(integer, floating, convert<double, Int>);
  add(boolean, floating, convert<double, bool>);
  add(text, floating, from_text<double, read_number<double>>, "is not a float");
  add(boolean, text, bool_to_text);
  add(integer, text, number_to_text<Int>);
  add(floating, text, number_to_text<double>);
  add(time, text, time_to_text, kBeyondCalendar);
  add(text, time, from_text<Time, read_time>, "is not a time as 2024-01-31T12:00:00Z");
  add(integer, time, int_to_time, kBeyondCalendar);
}

}  // namespace weir::expressions
