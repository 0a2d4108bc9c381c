#include "rows_files.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <random>
#include <string_view>
#include <vector>

namespace weir::bench {

namespace {

// Draws the same numbers on every machine, which the distributions of the standard library do not promise.
class Draw {
 public:
  explicit Draw(unsigned seed) : random_(seed) {}
  /// Below `limit`.
  std::size_t below(std::size_t limit) { return random_() % limit; }
  /// One of them.
  template <class List>
  std::string_view one_of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::mt19937_64 random_;
};

template <class... Args>
void add(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
}

}  // namespace

std::string stations_csv(std::size_t rows) {
  Draw draw(1);
  std::vector<std::string> stations;
  for (int i = 0; i < 413; ++i) stations.push_back(fmt::format("st{:03}_{}", i, std::string(draw.below(11), 'x')));
  std::string text = "station;temperature\n";
  text.reserve(17 * rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto tenths = static_cast<int>(draw.below(600) + draw.below(200)) - 250;
    add(text, "{};{}{}.{}\n", draw.one_of(stations), tenths < 0 ? "-" : "", std::abs(tenths) / 10, std::abs(tenths) % 10);
  }
  return text;
}

std::string orders_csv(std::size_t rows) {
  constexpr std::array<std::string_view, 8> kCountries = {"NZ", "AU", "DE", "DK", "IE", "NG", "JP", "US"};
  constexpr std::array<std::string_view, 4> kCurrencies = {"NZD", "EUR", "DKK", "USD"};
  constexpr std::array<std::string_view, 5> kStates = {"new", "paid", "sent", "returned", "cancelled"};
  Draw draw(2);
  std::string text = "id,day,customer,country,currency,product,count,price,discount,state,clerk,note\n";
  text.reserve(100 * rows);
  for (std::size_t row = 0; row < rows; ++row)
    add(text, "{},2024-{:02}-{:02},customer {:06},{},{},product-{:04},{},{}.{:02},0.{:02},{},clerk {:02},as agreed by telephone\n", row + 1,
        draw.below(12) + 1, draw.below(28) + 1, draw.below(100'000), draw.one_of(kCountries), draw.one_of(kCurrencies), draw.below(5000),
        draw.below(20) + 1, draw.below(500), draw.below(100), draw.below(30), draw.one_of(kStates), draw.below(40));
  return text;
}

std::string web_log(std::size_t lines) {
  constexpr std::array<int, 8> kStatus = {200, 200, 200, 200, 304, 404, 500, 503};
  Draw draw(3);
  std::string text;
  text.reserve(112 * lines);
  for (std::size_t line = 0; line < lines; ++line)
    add(text, "10.{}.{}.{} - - [{:02}/Jan/2024:{:02}:{:02}:{:02} +0000] \"GET /section{}/page{:03}.html HTTP/1.1\" {} {}\n",
        draw.below(256), draw.below(256), draw.below(256), draw.below(28) + 1, draw.below(24), draw.below(60), draw.below(60),
        draw.below(20), draw.below(200), kStatus[draw.below(8)], draw.below(100'000));
  return text;
}

std::string events_jsonl(std::size_t lines) {
  constexpr std::array<std::string_view, 4> kKinds = {"view", "search", "buy", "return"};
  constexpr std::array<std::string_view, 6> kCountries = {"NZ", "AU", "DE", "DK", "IE", "NG"};
  Draw draw(4);
  std::string text;
  text.reserve(125 * lines);
  for (std::size_t line = 0; line < lines; ++line)
    add(text,
        "{{\"id\":{},\"kind\":\"{}\",\"user\":{{\"name\":\"user "
        "{:05}\",\"country\":\"{}\"}},\"ms\":{}.{},\"tags\":[\"a\",\"b\"],\"ok\":{}}}\n",
        line + 1, draw.one_of(kKinds), draw.below(50'000), draw.one_of(kCountries), draw.below(2000), draw.below(10),
        draw.below(10) != 0 ? "true" : "false");
  return text;
}

}  // namespace weir::bench
