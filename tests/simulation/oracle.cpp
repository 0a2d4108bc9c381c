// What a graph should bring about, by loops over lists, and how that compares with what a run did.

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "simulation/random_graph.hpp"
#include "simulation/stages.hpp"

namespace weir::simulation {

std::vector<std::uint64_t> source_values(const Node& node) {
  std::vector<std::uint64_t> values;
  for (std::size_t i = 0; i < node.items; ++i) values.push_back(mix(node.salt + i));
  return values;
}

namespace {

Flow input_of(const Node& node, const Expected& flows) {
  Flow in;
  in.in_order = node.inputs.size() <= 1;
  for (const Input& input : node.inputs) {
    const Flow& flow = flows[input.node][input.output];
    in.values.insert(in.values.end(), flow.values.begin(), flow.values.end());
    in.in_order = in.in_order && flow.in_order;
    in.least += flow.least;
    in.most += flow.most;
  }
  return in;
}

// What a node takes of what comes.
void take_enough(const Node& node, Flow& in) {
  if (!node.enough_after) return;
  in.in_order = in.in_order && node.replicas == 1;
  // The first ones, where it is certain which those are.
  if (in.in_order && in.exact()) in.values.resize(std::min(in.values.size(), *node.enough_after));
  in.least = std::min(in.least, *node.enough_after);
  in.most = std::min(in.most, *node.enough_after);
}

// What a node makes of values, by output.
Flows outputs_of(const Node& node, const Flow& in) {
  Made made;
  for (const std::uint64_t value : in.values) append_outputs(node, value, made);
  const bool in_order = in.in_order && (node.replicas == 1 || node.ordered);
  const bool splits = node.splits || node.rejects != Rejects::none;
  const bool one_for_one = !splits && (node.role != Role::expander && (node.role != Role::transform || node.behaviour == Behaviour::map ||
                                                                       node.behaviour == Behaviour::hold));
  Flows flows;
  for (std::size_t o = 0; o < flows.size(); ++o) {
    Flow& flow = flows[o];
    flow.values = std::move(made[o]);
    // What was held is sent at the end, and what is rejected then is not held.
    flow.in_order = in_order && (node.behaviour != Behaviour::hold || (o == rejected_output(node) && node.role != Role::sink));
    const bool counted = one_for_one && o == 0;
    flow.least = counted ? in.least : in.exact() ? flow.values.size() : 0;
    // Another replica's item may be open when one has had enough.
    if (node.role == Role::expander && node.enough_after && node.replicas > 1 && !node.takes_ahead) flow.least = 0;
    flow.most = counted ? in.most : flow.values.size();
  }
  return flows;
}

}  // namespace

Expected expected_of(const Graph& graph) {
  Expected flows;
  const bool some_have_enough =
      std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.enough_after.has_value(); });
  for (const Node& node : graph.nodes) {
    Flow in = node.role == Role::source ? Flow{source_values(node), true, node.items, node.items} : input_of(node, flows);
    take_enough(node, in);
    flows.push_back(outputs_of(node, in));
    // A stage does not go on for what it rejects when its other readers have had enough.
    if (some_have_enough) flows.back()[rejected_output(node)].least = 0;
  }
  return flows;
}

Graph as_sent(Graph graph, const Record& record) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    Node& node = graph.nodes[s];
    if (node.role == Role::source) node.items = node.endless ? std::min(node.items, record.sent[s].load()) : record.sent[s].load();
  }
  return graph;
}

namespace {

bool is_part_in_order(std::span<const std::uint64_t> part, std::span<const std::uint64_t> whole) {
  std::size_t next = 0;
  for (const std::uint64_t value : whole) {
    if (next < part.size() && part[next] == value) ++next;
  }
  return next == part.size();
}

std::string compare(Flow want, std::vector<std::uint64_t> got) {
  const char* order = want.in_order ? ", in order" : "";
  if (!want.in_order) {
    std::sort(got.begin(), got.end());
    std::sort(want.values.begin(), want.values.end());
  }
  if (got.size() >= want.least && got.size() <= want.most && is_part_in_order(got, want.values)) return "";
  return fmt::format("{} items came, {} to {} of {} should have{}", got.size(), want.least, want.most, want.values.size(), order);
}

}  // namespace

std::string compare(const Graph& graph, const Expected& expected, const Record& record) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    std::vector<std::uint64_t> got;
    for (const auto& seen : record.stages[s]) {
      if (graph.nodes[s].role != Role::source && seen->finishes != 1)
        return fmt::format("s{}: finish ran {} times on a replica", s, seen->finishes);
      got.insert(got.end(), seen->values.begin(), seen->values.end());
    }
    if (graph.nodes[s].role != Role::sink) continue;
    if (auto wrong = compare(expected[s][0], std::move(got)); !wrong.empty()) return fmt::format("s{}: {}", s, wrong);
  }
  return "";
}

std::string compare_calls(const Record& record) {
  for (std::size_t s = 0; s < record.stages.size(); ++s) {
    for (const auto& seen : record.stages[s]) {
      if (seen->called_while_watched) return fmt::format("s{}: called while a descriptor of it was watched", s);
      if (seen->called_too_early) return fmt::format("s{}: called without an item, or with one too many", s);
      if (seen->called_after_finish) return fmt::format("s{}: called after finish", s);
      if (seen->shared) return fmt::format("s{}: an instance was in two threads at once", s);
    }
  }
  return "";
}

}  // namespace weir::simulation
