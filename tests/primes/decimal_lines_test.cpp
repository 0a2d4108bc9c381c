#include "primes/decimal_lines.hpp"

#include <array>
#include <random>
#include <string>

#include "catch.hpp"

namespace {

void append(weir::stages::DecimalLines& lines, std::uint64_t number, std::string& text) {
  std::array<char, weir::stages::DecimalLines::kRoom> line{};
  text.append(line.data(), lines.write(number, line.data()));
}

}  // namespace

TEST_CASE("Numbers of every length are written as std::to_string writes them, in any order") {
  std::mt19937_64 random(1);
  weir::stages::DecimalLines lines;
  std::string text;
  std::string expected;
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t number = random() >> random() % 64;
    for (const std::uint64_t near : {number, number + 1, number + 9'999}) {
      append(lines, near, text);
      expected += std::to_string(near) + '\n';
    }
  }
  CHECK(text == expected);
}

TEST_CASE("Numbers where a digit is added are written right") {
  weir::stages::DecimalLines lines;
  std::string text;
  std::string expected;
  for (std::uint64_t power = 1; power <= 1'000'000'000'000'000'000; power *= 10) {
    for (const std::uint64_t number : {power - 1, power, power + 1}) {
      append(lines, number, text);
      expected += std::to_string(number) + '\n';
    }
  }
  for (const std::uint64_t number : {UINT64_MAX - 1, UINT64_MAX}) {
    append(lines, number, text);
    expected += std::to_string(number) + '\n';
  }
  CHECK(text == expected);
}
