#include "simulation/random_graph.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "simulation/stages.hpp"

namespace weir::simulation {

namespace {

std::size_t pick(Random& random, std::size_t low, std::size_t high) {
  return low + random() % (high - low + 1);
}
bool chance(Random& random, std::size_t one_in) {
  return random() % one_in == 0;
}

void choose_inputs(Node& node, const Graph& graph, std::vector<std::size_t>& unread, Random& random) {
  for (std::size_t n = chance(random, 2) ? 1 : pick(random, 2, 3); n > 0; --n) {
    // An unread stage when there is one, so that most have a reader; any other now and then makes fan-out.
    const bool from_unread = !unread.empty() && !chance(random, 4);
    const std::size_t input = from_unread ? unread[random() % unread.size()] : random() % graph.nodes.size();
    if (graph.nodes[input].role == Role::sink) continue;
    if (std::find(node.inputs.begin(), node.inputs.end(), input) != node.inputs.end()) continue;
    node.inputs.push_back(input);
    std::erase(unread, input);
  }
  if (node.inputs.empty()) {
    node.inputs.push_back(unread.empty() ? 0 : unread.front());
    std::erase(unread, node.inputs.front());
  }
  const bool after_lender =
      std::any_of(node.inputs.begin(), node.inputs.end(), [&](std::size_t input) { return graph.nodes[input].lends; });
  if (after_lender) node.waits = !chance(random, 3);
}

void meet_host(Node& node, Random& random) {
  node.meets_host = true;
  node.replicas = 1;
  node.capacity = pick(random, 1, 5);
}

Node random_node(Role role, Random& random) {
  Node node;
  node.role = role;
  node.salt = random();
  node.batch_size = chance(random, 3) ? 1 : pick(random, 1, 64);
  node.auto_batch_size = chance(random, 3);
  node.queue_depth = pick(random, 1, 7);
  node.replicas = chance(random, 3) ? 1 : pick(random, 1, 8);
  node.waits = chance(random, 5);
  node.flushes = chance(random, 4);
  if (role == Role::transform) {
    constexpr Behaviour kinds[] = {Behaviour::map,      Behaviour::map,      Behaviour::filter,
                                   Behaviour::drop_all, Behaviour::multiply, Behaviour::hold};
    node.behaviour = kinds[chance(random, 2) ? 0 : random() % 6];
  } else if (role == Role::expander) {
    node.behaviour = Behaviour::expand;
    node.expands_far = chance(random, 4);
  }
  if (role == Role::transform || role == Role::expander) node.ordered = chance(random, 2);
  if (role == Role::sink && chance(random, 3)) meet_host(node, random);
  return node;
}

std::size_t largest_stream(const Graph& graph) {
  std::size_t largest = 0;
  for (const auto& values : expected_of(graph).values) largest = std::max(largest, values.size());
  return largest;
}

}  // namespace

Graph random_graph(Random& random) {
  Graph graph;
  std::vector<std::size_t> unread;
  for (std::size_t n = pick(random, 1, 3); n > 0; --n) {
    Node node = random_node(Role::source, random);
    node.replicas = 1;
    node.waits = false;
    node.trickles = chance(random, 4);
    if (chance(random, 3))
      meet_host(node, random);
    else
      node.lends = chance(random, 3);
    node.items = chance(random, 8) ? 0 : pick(random, 1, 150);
    unread.push_back(graph.nodes.size());
    graph.nodes.push_back(node);
  }
  for (std::size_t n = pick(random, 0, 6); n > 0; --n) {
    Node node = random_node(chance(random, 4) ? Role::expander : Role::transform, random);
    choose_inputs(node, graph, unread, random);
    unread.push_back(graph.nodes.size());
    graph.nodes.push_back(node);
  }
  while (!unread.empty()) {
    Node node = random_node(Role::sink, random);
    choose_inputs(node, graph, unread, random);
    graph.nodes.push_back(node);
  }
  // One far expander is enough, and only where what it makes does not grow further: schedules must stay short.
  const auto far = std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.expands_far; });
  if (far != graph.nodes.end()) {
    for (auto it = far + 1; it != graph.nodes.end(); ++it) it->expands_far = false;
    if (largest_stream(graph) > 25'000) far->expands_far = false;
  }
  if (chance(random, 8)) {
    graph.throws = true;
    for (std::size_t n = pick(random, 1, 3); n > 0; --n) {
      Node& node = graph.nodes[random() % graph.nodes.size()];
      node.throws_at = random() % 20;
      node.throws_odd = chance(random, 3);
    }
  }
  return graph;
}

Plan plan_of(const Graph& graph, Record& record) {
  Plan plan;
  plan.name = "random";
  record.stages.resize(graph.nodes.size());
  record.calls = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  record.finishes = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  record.sent = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    const Node& node = graph.nodes[s];
    PlannedStage stage;
    stage.name = fmt::format("s{}", s);
    stage.role = node.role;
    stage.in = node.role == Role::source ? nullptr : &item_type<Item>();
    stage.out = node.role == Role::sink ? nullptr : &item_type<Item>();
    stage.replicas = node.replicas;
    stage.ordered = node.ordered;
    if (node.waits) stage.batch_wait = std::chrono::milliseconds(1);
    stage.factory = make_factory(node, s, record);
    for (const std::size_t input : node.inputs) {
      stage.in_edges.push_back(plan.edges.size());
      plan.stages[input].out_edges.push_back(plan.edges.size());
      plan.edges.push_back({input, s, node.batch_size, node.queue_depth, node.auto_batch_size});
    }
    plan.stages.push_back(std::move(stage));
  }
  return plan;
}

std::vector<std::uint64_t> source_values(const Node& node) {
  std::vector<std::uint64_t> values;
  for (std::size_t i = 0; i < node.items; ++i) values.push_back(mix(node.salt + i));
  return values;
}

Expected expected_of(const Graph& graph) {
  Expected expected;
  for (const Node& node : graph.nodes) {
    std::vector<std::uint64_t> values;
    bool in_order = node.inputs.size() <= 1 && (node.replicas == 1 || node.ordered) && node.behaviour != Behaviour::hold;
    if (node.role == Role::source) {
      values = source_values(node);
    }
    for (const std::size_t input : node.inputs) {
      in_order = in_order && expected.in_order[input];
      for (const std::uint64_t value : expected.values[input]) append_outputs(node, value, values);
    }
    expected.values.push_back(std::move(values));
    expected.in_order.push_back(in_order);
  }
  return expected;
}

Graph as_sent(Graph graph, const Record& record) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    if (graph.nodes[s].role == Role::source) graph.nodes[s].items = record.sent[s];
  }
  return graph;
}

std::string compare(const Graph& graph, const Expected& expected, const Record& record) {
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    std::vector<std::uint64_t> got;
    for (const auto& seen : record.stages[s]) {
      if (graph.nodes[s].role != Role::source && seen->finishes != 1)
        return fmt::format("s{}: finish ran {} times on a replica", s, seen->finishes);
      got.insert(got.end(), seen->values.begin(), seen->values.end());
    }
    if (graph.nodes[s].role != Role::sink) continue;
    auto want = expected.values[s];
    if (!expected.in_order[s]) {
      std::sort(got.begin(), got.end());
      std::sort(want.begin(), want.end());
    }
    if (got != want)
      return fmt::format("s{}: {} items came, {} should have{}", s, got.size(), want.size(), expected.in_order[s] ? ", in order" : "");
  }
  return "";
}

std::string compare_calls(const Record& record) {
  for (std::size_t s = 0; s < record.stages.size(); ++s) {
    for (const auto& seen : record.stages[s]) {
      if (seen->called_after_finish) return fmt::format("s{}: called after finish", s);
      if (seen->shared) return fmt::format("s{}: an instance was in two threads at once", s);
    }
  }
  return "";
}

}  // namespace weir::simulation
