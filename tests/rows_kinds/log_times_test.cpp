#include "rows/log_times.hpp"

#include <chrono>
#include <string>

#include "catch.hpp"

using namespace weir;
using namespace weir::stages;
using namespace std::chrono_literals;

namespace {

constexpr Time kMarch2024 = std::chrono::sys_days(std::chrono::year(2024) / 3 / 1) + 12h;

// Microseconds since 1970; -1 when it is no time.
std::int64_t read(std::string_view text, const LogTimes& times = LogTimes(std::nullopt, kMarch2024)) {
  Time value;
  return times.read(text, value) ? value.time_since_epoch().count() : -1;
}

std::int64_t at(int year, unsigned month, unsigned day, std::chrono::seconds clock = 0s) {
  const Time time = std::chrono::sys_days(std::chrono::year(year) / month / day) + clock;
  return time.time_since_epoch().count();
}

}  // namespace

TEST_CASE("Times of web logs, of a syslog and of ISO 8601 are told from each other") {
  CHECK(read("31/Jan/2024:12:30:05 +0100") == at(2024, 1, 31, 11h + 30min + 5s));
  CHECK(read("01/Dec/1999:00:00:00 -1130") == at(1999, 12, 1, 11h + 30min));
  CHECK(read("Jan 31 12:30:05") == at(2024, 1, 31, 12h + 30min + 5s));
  CHECK(read("Feb  9 00:00:00") == at(2024, 2, 9));
  CHECK(read("2024-01-31T12:30:05.000001Z") == at(2024, 1, 31, 12h + 30min + 5s) + 1);
}

TEST_CASE("What is no time of a log is refused") {
  for (const char* text : {"",
                           "x",
                           "31/Jan/2024",
                           "31/Jan/2024:12:30:05",
                           "31/Jan/2024:12:30:05 +010",
                           "31/jan/2024:12:30:05 +0100",
                           "31/Jan/2024:24:30:05 +0100",
                           "31/Jan/2024:12:60:05 +0100",
                           "31/Jan/2024:12:30:60 +0100",
                           "31/Jan/2024:12:30:05 +2400",
                           "31/Jan/2024:12:30:05 +0160",
                           "30/Feb/2024:12:30:05 +0000",
                           "00/Jan/2024:12:30:05 +0000",
                           "31/Jan/2024:12:30:05 Z0100",
                           "31/Jan/2024:12:30:05 +0100x",
                           "31-Jan-2024:12:30:05 +0100",
                           "01/Jan/0000:00:00:00 +0001",
                           "Jan 31",
                           "Jan 31 12:30",
                           "Jan 32 12:30:05",
                           "Jan  0 12:30:05",
                           "Foo 31 12:30:05",
                           "Jan 31 12:30:05 ",
                           "Jan 1  12:30:05",
                           "Jan 31T12:30:05",
                           "Feb 30 12:30:05",
                           "2024-01-32",
                           "Jan xx 12:30:05"}) {
    CAPTURE(text);
    CHECK(read(text) == -1);
  }
}

TEST_CASE("A time without a year is in the year that is said") {
  const LogTimes times(2023, kMarch2024);
  CHECK(read("Dec 31 23:59:59", times) == at(2023, 12, 31, 24h - 1s));
  CHECK(read("Feb 29 00:00:00", times) == -1);
  CHECK(read("31/Jan/2024:12:30:05 +0000", times) == at(2024, 1, 31, 12h + 30min + 5s));
}

TEST_CASE("Without a year it is in the latest in which it is at most a day ahead") {
  CHECK(read("Mar  1 12:00:00") == at(2024, 3, 1, 12h));
  CHECK(read("Mar  2 12:00:00") == at(2024, 3, 2, 12h));
  CHECK(read("Mar  2 12:00:01") == at(2023, 3, 2, 12h + 1s));
  CHECK(read("Feb 29 01:00:00") == at(2024, 2, 29, 1h));
  const LogTimes on_new_years_eve(std::nullopt, std::chrono::sys_days(std::chrono::year(2023) / 12 / 31) + 23h);
  CHECK(read("Jan  1 01:00:00", on_new_years_eve) == at(2024, 1, 1, 1h));
  CHECK(read("Feb 29 01:00:00", on_new_years_eve) == at(2020, 2, 29, 1h));
  const LogTimes after_a_long_wait(std::nullopt, std::chrono::sys_days(std::chrono::year(1904) / 1 / 1) + 0h);
  CHECK(read("Feb 29 01:00:00", after_a_long_wait) == at(1896, 2, 29, 1h));
}
