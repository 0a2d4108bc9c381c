// weir beside its rivals, in one run: `make bench`. Takes Google Benchmark's flags, such as --benchmark_filter=hop.

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include <weir/plan.hpp>

#include "comparison_table.hpp"

namespace {

void add_cases() {
  const std::size_t workers = weir::available_cores();
  weir::bench::add_start(workers);
  weir::bench::add_map(workers);
  weir::bench::add_product(workers);
  weir::bench::add_primes(workers);
  weir::bench::add_words(workers);
  weir::bench::add_slowest_stage(workers);
  weir::bench::add_hop(workers);
}

// The user's flags come last and win.
bool initialize(int argc, char** argv) {
  std::vector<std::string> flags{argv[0], "--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=11",
                                 "--benchmark_min_time=0.05"};
  flags.insert(flags.end(), argv + 1, argv + argc);
  std::vector<char*> pointers;
  for (std::string& flag : flags) pointers.push_back(flag.data());
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  return !benchmark::ReportUnrecognizedArguments(count, pointers.data());
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (!initialize(argc, argv)) return 2;
    add_cases();
    weir::bench::ComparisonTable table;
    benchmark::RunSpecifiedBenchmarks(&table);
    return table.complete() ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "weir_bench: {}\n", error.what());
    return 1;
  }
}
