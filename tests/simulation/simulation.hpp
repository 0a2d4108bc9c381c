#pragma once

#include <cstdint>
#include <string>

namespace weir::simulation {

struct Outcome {
  std::string wrong;        ///< what went wrong, empty for nothing
  std::uint64_t trace = 0;  ///< a hash of every work that ran, in turn, of the time, and of the report at the end
};

/// Makes a random graph from the seed and runs it on the engine's own gates, on one thread and in simulated time, picking the next work by
/// seeded chance. After every step the engine's invariants are checked; at the end every item. The same seed does the same again, on any
/// machine at any load.
Outcome simulate(std::uint64_t seed);

}  // namespace weir::simulation
