#pragma once

#include <cstdint>
#include <vector>

#include "simulation/random_graph.hpp"

namespace weir::simulation {

/// The finaliser of MurmurHash3 (public domain, Austin Appleby): a cheap bijection that scatters.
std::uint64_t mix(std::uint64_t value);

/// Appends what `node` makes of one value. A sink appends what it got.
void append_outputs(const Node& node, std::uint64_t value, std::vector<std::uint64_t>& out);

/// The stage that does the same, and records how it is called.
StageFactory make_factory(const Node& node, std::size_t index, Record& record);

}  // namespace weir::simulation
