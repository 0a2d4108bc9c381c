#include <array>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <random>

#include <fmt/format.h>

#include "catch.hpp"
#include "rows/cell_values.hpp"
#include "rows/utf8.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

std::optional<std::int64_t> time_in(std::string_view text) {
  Time time;
  if (!read_time(text, time)) return std::nullopt;
  return time.time_since_epoch().count();
}

std::optional<double> float_in(std::string_view text) {
  double value = 0;
  if (!read_float(text, '.', value)) return std::nullopt;
  return value;
}

std::optional<std::int64_t> int_in(std::string_view text) {
  std::int64_t value = 0;
  if (!read_int(text, value)) return std::nullopt;
  return value;
}

}  // namespace

TEST_CASE("Ints have 64 bits and nothing else in them") {
  CHECK(int_in("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(int_in("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(int_in("+007") == 7);
  for (const char* text : {"9223372036854775808", "", "+", "-", "+-1", "--1", "1.0", "1e3", "0x10", "1 ", "1_000", "\xD9\xA1"})
    CHECK_FALSE(int_in(text));
}

TEST_CASE("Floats are finite decimal numbers") {
  CHECK(float_in("-0.5") == -0.5);
  CHECK(float_in("+.5") == 0.5);
  CHECK(float_in("1E-3") == 0.001);
  CHECK(float_in("5") == 5);
  for (const char* text : {"", ".", "1,5", "1.5.", "e5", "1e", "nan", "inf", "-infinity", "1e999", "0x1p3", "1 "})
    CHECK_FALSE(float_in(text));
}

TEST_CASE("Any float is read as the C library reads it") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    const std::string text = i % 2 == 0 ? fmt::format("{}e{}", bits, static_cast<int>(bits % 600) - 320)
                                        : fmt::format("{}.{:06}", bits % 1'000'000, random() % 1'000'000);
    const double expected = std::strtod(text.c_str(), nullptr);
    CHECK(float_in(text) == (expected < std::numeric_limits<double>::infinity() ? std::optional(expected) : std::nullopt));
  }
}

TEST_CASE("Any second of the calendar is read as the C library writes it") {
  std::mt19937_64 random(8);
  for (int i = 0; i < 20'000; ++i) {
    const auto seconds = static_cast<std::time_t>(random() % 315'537'897'600U) - 62'135'596'800;  // the years 1 to 9999
    std::tm parts{};
    REQUIRE(::gmtime_r(&seconds, &parts) != nullptr);
    const std::string text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                                         parts.tm_hour, parts.tm_min, parts.tm_sec);
    CHECK(time_in(text) == seconds * 1'000'000);
  }
}

TEST_CASE("Times have a clock and an offset, or not") {
  constexpr std::int64_t kSecond = 1'000'000, kMinute = 60 * kSecond, kHour = 60 * kMinute;
  CHECK(time_in("1970-01-01") == 0);
  CHECK(time_in("1970-01-01T01:02") == kHour + 2 * kMinute);
  CHECK(time_in("1970-01-01 01:02:03.5") == kHour + 2 * kMinute + 3'500'000);
  CHECK(time_in("1970-01-01t00:00:00.1234569z") == 123'456);
  CHECK(time_in("1970-01-01T00:00+02:00") == -2 * kHour);
  CHECK(time_in("1970-01-01T00:00:00-0130") == kHour + 30 * kMinute);
  CHECK(time_in("1970-01-01 00:00:00+02") == -2 * kHour);
  CHECK(time_in("0000-01-01") == -62'167'219'200 * kSecond);
}

TEST_CASE("What is not a time is not read as one") {
  for (const char* text : {"",
                           "1970",
                           "1970-01",
                           "1970-1-1",
                           "1970-13-01",
                           "1970-02-29",
                           "1970-00-10",
                           "1970-01-00",
                           "1970-01-01T",
                           "1970-01-01T24:00",
                           "1970-01-01T00:60",
                           "1970-01-01T00:00:60",
                           "1970-01-01T00:00:00.",
                           "1970-01-01T0:00",
                           "1970-01-01X00:00",
                           "1970-01-01T00:00 Z",
                           "1970-01-01T00:00+",
                           "1970-01-01T00:00+2",
                           "1970-01-01T00:00+02:",
                           "1970-01-01T00:00+02:0",
                           "1970-01-01T00:00+24:00",
                           "1970-01-01Z",
                           "1970-01-01T00:00ZZ",
                           "-970-01-01",
                           "1970-01-01T00:00:00.-1",
                           "0000-01-01T00:00+01:00",
                           "9999-12-31T23:59-01:00",
                           "01/02/1970"})
    CHECK_FALSE(time_in(text));
}

TEST_CASE("UTF-8 is what the Unicode Standard says, wherever it is in a text") {
  const auto check = [](const std::string& character, bool valid) {
    for (std::size_t before = 0; before < 10; ++before) {
      for (const std::size_t after : {0U, 1U, 7U, 8U, 20U})
        CHECK(is_utf8(std::string(before, 'a') + character + std::string(after, 'z')) == valid);
    }
  };
  for (const char* valid :
       {"", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    check(valid, true);
  for (const char* bad : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2\x7F", "\xC2\xC2", "\xE0\x9F\xBF", "\xE2\x82",
                          "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF0\x90\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"})
    check(bad, false);
}

TEST_CASE("Bools are two words in any letter case") {
  bool value = false;
  CHECK((read_bool("True", value) && value));
  CHECK((read_bool("fALSE", value) && !value));
  for (const char* text : {"", "t", "yes", "1", "true ", "truE1", "T\x12UE"}) CHECK_FALSE(read_bool(text, value));
}
