// The code of docs/from_python.md.

#include <weir/processor.hpp>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.hpp"

TEST_CASE("The calls of the Python class, one by one") {
  weir::Processor processor({.workers = 4});

  const std::vector<int> items = {1, 2, 3, 4};
  const std::vector<int> squares = processor.map(items, [](int x) { return x * x; });
  CHECK(squares == std::vector<int>{1, 4, 9, 16});

  const std::int64_t total = processor.sum(items);
  CHECK(total == 10);

  const weir::Statistics statistics = processor.statistics(items);
  CHECK(statistics.mean == 2.5);
  CHECK(statistics.variance == 1.25);
  CHECK(statistics.median == 2.5);

  const std::vector<std::uint64_t> primes = processor.find_primes(20);
  CHECK(primes == std::vector<std::uint64_t>{2, 3, 5, 7, 11, 13, 17, 19});

  const std::vector<std::vector<double>> a = {{1, 2}, {3, 4}}, b = {{5, 6}, {7, 8}};
  const std::vector<std::vector<double>> product = processor.multiply(a, b);
  CHECK(product == std::vector<std::vector<double>>{{19, 22}, {43, 50}});

  const std::vector<weir::stages::WordCount> words = processor.count_words("To be, or not to be");
  CHECK(words == std::vector<weir::stages::WordCount>{{"be", 2}, {"to", 2}, {"not", 1}, {"or", 1}});
}

TEST_CASE("Errors, as the Python class would raise them") {
  weir::Processor processor({.workers = 2, .timeout = std::chrono::seconds(30)});
  std::string said;

  const std::vector<std::string> texts = {"1", "2", "three"};
  try {
    processor.map(texts, [](const std::string& text) { return std::stoi(text); });
  } catch (const std::invalid_argument& error) {
    said = error.what();  // what std::stoi threw, for "three"
  }
  CHECK(said == "stoi");

  try {
    processor.sum(std::vector<double>());
  } catch (const weir::InputError& error) {
    said = error.what();  // sum: there are no items; check before the call that there are some
  }
  CHECK(said == "sum: there are no items; check before the call that there are some");
}

TEST_CASE("A map, a sum and metrics in place of map_reduce") {
  weir::Processor processor;
  const std::vector<std::string> lines = {"a weir", "is a low dam", "across a river"};

  const auto lengths = processor.map(lines, [](const std::string& line) { return line.size(); });
  const std::uint64_t characters = processor.sum(lengths);
  CHECK(characters == 32);

  const weir::ProcessorMetrics metrics = processor.metrics();
  CHECK(metrics.calls.at("map").items == 3);
  CHECK(metrics.calls.at("sum").calls == 1);
}

TEST_CASE("Several functions, one pipeline") {
  weir::Processor processor;
  const std::vector<std::string> numbers = {"1", "4", "9"};

  const std::vector<double> doubled = processor.pipeline(
      numbers, [](const std::string& text) { return std::stod(text); }, [](double x) { return 2 * x; });
  CHECK(doubled == std::vector<double>{2, 8, 18});
}
