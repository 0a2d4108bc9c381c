#include "format/quantity.hpp"

#include <chrono>
#include <limits>

#include "catch.hpp"

using namespace std::chrono_literals;
using weir::cli::format_bytes;
using weir::cli::format_count;
using weir::cli::format_duration;
using weir::cli::format_exact;
using weir::cli::format_percent;
using weir::cli::format_rate;

TEST_CASE("Counts are whole while they are small and have three figures after that") {
  CHECK(format_count(0) == "0");
  CHECK(format_count(9'999) == "9999");
  CHECK(format_count(10'000) == "10.0 k");
  CHECK(format_count(123'456) == "123 k");
  CHECK(format_count(999'499) == "999 k");
  CHECK(format_count(999'500) == "1.00 M");
  CHECK(format_count(1'234'567) == "1.23 M");
  CHECK(format_count(18'446'744'073'709'551'615ULL) == "18.4 E");
}

TEST_CASE("Rates below one have figures too") {
  CHECK(format_rate(0) == "0.00");
  CHECK(format_rate(0.516) == "0.52");
  CHECK(format_rate(42.04) == "42.0");
  CHECK(format_rate(341'000) == "341 k");
}

TEST_CASE("Durations have the unit that suits them") {
  CHECK(format_duration(0ns) == "0 ns");
  CHECK(format_duration(999ns) == "999 ns");
  CHECK(format_duration(1500ns) == "1.50 us");
  CHECK(format_duration(340ms) == "340 ms");
  CHECK(format_duration(999'600us) == "1.00 s");
  CHECK(format_duration(59'940ms) == "59.9 s");
  CHECK(format_duration(59'960ms) == "1 m 00 s");
  CHECK(format_duration(125s) == "2 m 05 s");
  CHECK(format_duration(12'000s) == "3 h 20 m");
}

TEST_CASE("Exact numbers have all of their digits, in threes") {
  CHECK(format_exact(0) == "0");
  CHECK(format_exact(999) == "999");
  CHECK(format_exact(1'000) == "1,000");
  CHECK(format_exact(123'456) == "123,456");
  CHECK(format_exact(1'234'567) == "1,234,567");
  CHECK(format_exact(18'446'744'073'709'551'615ULL) == "18,446,744,073,709,551,615");
}

TEST_CASE("What is not a number is not shown as one") {
  const double none = std::numeric_limits<double>::quiet_NaN(), endless = std::numeric_limits<double>::infinity();
  for (const double number : {none, -none, endless, -endless}) {
    CHECK(format_percent(number) == "-");
    CHECK(format_rate(number) == "-");
  }
}

TEST_CASE("Sizes are in powers of 1024") {
  CHECK(format_bytes(17) == "17 B");
  CHECK(format_bytes(1024) == "1.00 KiB");
  CHECK(format_bytes(45ULL << 20) == "45.0 MiB");
  CHECK(format_bytes(1300ULL << 20) == "1.27 GiB");
}

TEST_CASE("A small share is not shown as none") {
  CHECK(format_percent(0) == "0 %");
  CHECK(format_percent(0.001) == "<1 %");
  CHECK(format_percent(0.0099) == "<1 %");
  CHECK(format_percent(0.01) == "1 %");
  CHECK(format_percent(0.972) == "97 %");
  CHECK(format_percent(1.5) == "150 %");
}
