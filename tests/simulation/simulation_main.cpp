// weir_simulation [SEED [COUNT]]: runs COUNT seeded schedules from SEED on, and prints each seed that fails, and a hash of all
// that happened. One seed alone replays it.

#include <fmt/format.h>

#include <cstdlib>

#include "simulation/simulation.hpp"

int main(int argc, char** argv) {
  const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  const std::uint64_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  std::uint64_t failed = 0;
  std::uint64_t trace = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const weir::simulation::Outcome outcome = weir::simulation::simulate(seed + i);
    trace ^= outcome.trace + i;
    if (outcome.wrong.empty()) continue;
    ++failed;
    fmt::print("seed {}: {}\n", seed + i, outcome.wrong);
  }
  fmt::print("{} schedules, {} failed; trace {:016x}\n", count, failed, trace);
  return failed == 0 ? 0 : 1;
}
