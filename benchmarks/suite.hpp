#pragma once

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace weir::bench {

/// One way to do a case's work: does the whole of it once and gives the answer.
template <class Answer>
struct Contender {
  std::string name;
  std::function<Answer()> run;
};

/// What is measured: its name in the table, and into how many parts the time of a whole is divided (`1'000'000` batches).
struct Case {
  std::string name;
  std::string part = "run";
  double parts = 1;
};

/// A benchmark's name, which is all that Google Benchmark hands on to a reporter.
struct Label {
  std::string case_name;
  std::string part;
  double parts;
  std::string contender;
};

/// What separates the fields of a `Label` in a benchmark's name; no field has it.
inline constexpr char kLabelSeparator = ';';

/// Registers a benchmark for weir and for each rival. All must give the same answer: each repetition ends with a comparison with what weir
/// gives, and one that differs ends the program. The first contender is weir.
template <class Answer>
void compare(const Case& what, const std::vector<Contender<Answer>>& contenders) {
  const auto expected = std::make_shared<std::optional<Answer>>();
  const auto weir = contenders.front().run;
  for (const Contender<Answer>& contender : contenders) {
    const std::string name = fmt::format("{1}{0}{2}{0}{3}{0}{4}", kLabelSeparator, what.name, what.part, what.parts, contender.name);
    const auto measure = [expected, weir, contender, name](benchmark::State& state) {
      if (!*expected) *expected = weir();
      Answer answer{};
      for (auto _ : state) answer = contender.run();
      if (answer != **expected) throw std::runtime_error("wrong answer: " + name);
    };
    benchmark::RegisterBenchmark(name.c_str(), measure)->UseRealTime();
  }
}

/// The cases, each in a file of its own. `workers` is how many threads weir and those rivals that are parallel may use.
void add_start(std::size_t workers);
void add_map(std::size_t workers);
void add_product(std::size_t workers);
void add_primes(std::size_t workers);
void add_words(std::size_t workers);
void add_slowest_stage(std::size_t workers);
void add_hop(std::size_t workers);

}  // namespace weir::bench
