#pragma once

#include <cstdint>
#include <string>

namespace weir::simulation {

/// Makes a random graph from the seed and runs it on the engine's own gates, on one thread, picking the next work by seeded chance. After
/// every step the engine's invariants are checked; at the end every item. Gives what went wrong, or nothing. The same seed does the same
/// again.
std::string simulate(std::uint64_t seed);

}  // namespace weir::simulation
