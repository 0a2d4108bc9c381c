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

/// One way to do a case's work: does all of it once and returns the answer.
template <class Answer>
struct Contender {
  std::string name;
  std::function<Answer()> run;
  std::optional<double> goal{};  ///< for a rival: weir's figure should be at most this multiple of the rival's
};

/// What is measured: its name in the table, and into how many parts the whole time is divided (`1'000'000` batches).
struct Case {
  std::string name;
  std::string part = "run";
  double parts = 1;
  std::optional<double> goal{};  ///< weir's figure should be at most this: seconds a part, or what the case measures
};

/// What a figure counts.
enum class Unit { seconds, bytes, share };

/// What a benchmark passes to the reporter besides its time: Google Benchmark has room for that only in a benchmark's name and counters.
struct Label {
  Case what;
  std::string contender;
  std::optional<double> goal{};
  Unit unit = Unit::seconds;

  [[nodiscard]] std::string text() const;
  /// Throws `std::out_of_range` for a string that `text` did not make.
  static Label from(const std::string& text);
};

/// Registers a benchmark for weir and for each rival. All must return the same answer: each repetition ends with a comparison with weir's
/// answer, and one that differs ends the program. The first contender is weir.
template <class Answer>
void compare(const Case& what, const std::vector<Contender<Answer>>& contenders) {
  const auto expected = std::make_shared<std::optional<Answer>>();
  const auto weir = contenders.front().run;
  for (const Contender<Answer>& contender : contenders) {
    const std::string name = Label{what, contender.name, contender.goal}.text();
    const auto measure = [expected, weir, contender, name](benchmark::State& state) {
      if (!*expected) *expected = weir();
      Answer answer{};
      for (auto _ : state) answer = contender.run();
      if (answer != **expected) throw std::runtime_error("wrong answer: " + name);
    };
    benchmark::RegisterBenchmark(name.c_str(), measure)->UseRealTime()->MinTime(0.05);
  }
}

/// Registers one figure that is not the time of a run, such as a share; `measure` returns it, once a round.
void add_figure(const Case& what, Unit unit, const std::string& contender, std::function<double()> measure);

/// The most workers of any case: a case whose stages wait has more workers than there are cores.
inline constexpr std::size_t kMostWorkers = 8;

/// The cases, each in a file of its own. `workers` is how many threads weir and the parallel rivals may use.
void add_share(std::size_t workers);
void add_start(std::size_t workers);
void add_map(std::size_t workers);
void add_product(std::size_t workers);
void add_primes(std::size_t workers);
void add_words(std::size_t workers);
void add_slowest_stage(std::size_t workers);
void add_slow_waits();
void add_idle(std::size_t workers);
void add_filter();
void add_hop(std::size_t workers);
void add_more_workers(std::size_t workers);

}  // namespace weir::bench
