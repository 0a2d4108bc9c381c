#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulation/random_graph.hpp"

namespace weir::simulation {

/// The finaliser of MurmurHash3 (public domain, Austin Appleby): a cheap bijection that scatters.
std::uint64_t mix(std::uint64_t value);

/// What a node makes of values, by output.
using Made = std::array<std::vector<std::uint64_t>, 3>;

/// Whether the node cannot use a value, in the end: it has no try left.
bool is_rejected(const Node& node, std::uint64_t value);
/// How many calls with the value fail, if it gets so many.
std::size_t failures(const Node& node, std::uint64_t value);
/// Appends what `node` makes of one value. A sink appends what it got, and a source the value, to an output.
void append_outputs(const Node& node, std::uint64_t value, Made& made);

/// The stage that does the same, and records how it is called.
StageFactory make_factory(const Node& node, std::size_t index, Record& record);

}  // namespace weir::simulation
