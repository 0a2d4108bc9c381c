#include "simulation/stages.hpp"

namespace weir::simulation {

std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53ULL;
  return value ^ (value >> 33);
}

bool is_rejected(const Node& node, std::uint64_t value) {
  return failures(node, value) > node.retries;
}

std::size_t failures(const Node& node, std::uint64_t value) {
  if (node.rejects == Rejects::none) return 0;
  const std::uint64_t draw = mix(value ^ mix(node.salt));
  if (node.rejects == Rejects::flaky) return draw % 4 == 0 ? draw / 4 % 5 : 0;
  return draw % 6 == 0 ? 1 : 0;
}

namespace {

std::size_t expansion(const Node& node, std::uint64_t value) {
  const std::uint64_t draw = mix(value ^ node.salt);
  if (node.expands_far && draw % 100 == 0) return 10'000;
  return draw % 4;
}

void append(const Node& node, std::uint64_t value, Made& made) {
  const bool other = node.splits && mix(value + node.salt) % 3 == 0;
  made[other ? kOther : 0].push_back(value);
}

// What an expander makes of a value before it throws.
std::size_t expanded(const Node& node, std::uint64_t value) {
  const std::size_t all = expansion(node, value);
  return node.rejects == Rejects::throws && is_rejected(node, value) ? all / 2 : all;
}

}  // namespace

void append_outputs(const Node& node, std::uint64_t value, Made& made) {
  const bool rejected = is_rejected(node, value);
  if (rejected) made[rejected_output(node)].push_back(value);
  if (rejected && (node.role != Role::expander || node.rejects == Rejects::by_hand)) return;
  const std::uint64_t next = mix(value ^ node.salt);
  if (node.role == Role::sink) {
    made[0].push_back(value);
  } else if (node.role == Role::source || node.behaviour == Behaviour::hold) {
    append(node, value, made);
  } else if (node.behaviour == Behaviour::map || (node.behaviour == Behaviour::filter && next % 3 == 0)) {
    append(node, next, made);
  } else if (node.behaviour == Behaviour::multiply) {
    for (std::size_t i = 0; i < next % 5; ++i) append(node, mix(next + i), made);
  } else if (node.behaviour == Behaviour::expand) {
    for (std::size_t i = 0; i < expanded(node, value); ++i) append(node, mix(next + i), made);
  }
}

}  // namespace weir::simulation
