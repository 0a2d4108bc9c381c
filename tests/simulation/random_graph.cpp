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

void choose_inputs(Node& node, const Graph& graph, std::vector<Input>& unread, Random& random) {
  for (std::size_t n = chance(random, 2) ? 1 : pick(random, 2, 3); n > 0; --n) {
    // An unread stage when there is one, so that most have a reader; any other now and then makes fan-out.
    const bool from_unread = !unread.empty() && !chance(random, 4);
    Input input = from_unread ? unread[random() % unread.size()] : Input{random() % graph.nodes.size(), 0};
    if (graph.nodes[input.node].role == Role::sink) continue;
    if (!from_unread && graph.nodes[input.node].splits && chance(random, 2)) input.output = kOther;
    if (std::find(node.inputs.begin(), node.inputs.end(), input) != node.inputs.end()) continue;
    node.inputs.push_back(input);
    std::erase(unread, input);
  }
  if (node.inputs.empty()) {
    node.inputs.push_back(unread.empty() ? Input{0, 0} : unread.front());
    std::erase(unread, node.inputs.front());
  }
  const bool after_lender =
      std::any_of(node.inputs.begin(), node.inputs.end(), [&](const Input& input) { return graph.nodes[input.node].lends; });
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
  if (role != Role::source && !node.meets_host && chance(random, 5)) {
    constexpr Rejects kinds[] = {Rejects::by_hand, Rejects::throws, Rejects::flaky};
    node.rejects = kinds[random() % 3];
    if (node.rejects == Rejects::flaky && role == Role::expander) node.rejects = Rejects::throws;
    if (node.rejects == Rejects::flaky) node.retries = random() % 4;
  }
  return node;
}

// Its outputs that something is to read. One that nobody reads holds nothing up, so not all are.
void add_unread(std::size_t index, Node& node, std::vector<Input>& unread, Random& random) {
  node.splits = !node.meets_host && !node.lends && chance(random, 5);
  unread.push_back({index, node.splits && chance(random, 4) ? kOther : 0});
  if (node.splits && unread.back().output == 0 && !chance(random, 4)) unread.push_back({index, kOther});
}

// Sinks of what some of the others reject.
void read_rejects(Graph& graph, Random& random) {
  for (std::size_t n = graph.nodes.size(); n > 0; --n) {
    const Node& node = graph.nodes[n - 1];
    if (node.rejects == Rejects::none || chance(random, 3)) continue;
    Node reader = random_node(Role::sink, random);
    reader.meets_host = false;
    reader.rejects = Rejects::none;
    reader.retries = 0;
    reader.takes_rejected = true;
    reader.inputs = {{n - 1, rejected_output(node)}};
    graph.nodes.push_back(reader);
  }
}

std::size_t largest_stream(const Graph& graph) {
  std::size_t largest = 0;
  for (const Flows& flows : expected_of(graph)) {
    for (const Flow& flow : flows) largest = std::max(largest, flow.values.size());
  }
  return largest;
}

// Whether a node surely has enough when what comes to it does not end.
bool has_enough_some_time(const Graph& graph, std::size_t node) {
  if (graph.nodes[node].enough_after) return true;
  const Node& asked = graph.nodes[node];
  if (asked.role == Role::sink || asked.behaviour != Behaviour::map || asked.splits || asked.rejects != Rejects::none) return false;
  for (std::size_t reader = 0; reader < graph.nodes.size(); ++reader) {
    const auto& inputs = graph.nodes[reader].inputs;
    const bool reads = std::any_of(inputs.begin(), inputs.end(), [node](const Input& input) { return input.node == node; });
    if (reads && !has_enough_some_time(graph, reader)) return false;
  }
  return true;
}

// Some stages and hosts have enough after a while. Where all that reads a source does, the source need not end by itself.
void have_enough(Graph& graph, Random& random) {
  constexpr std::size_t kMoreThanEnough = 5'000;
  const bool often = chance(random, 2);
  for (Node& node : graph.nodes) {
    if (node.role == Role::source || node.rejects != Rejects::none || !chance(random, often ? 2 : 5)) continue;
    node.enough_after = chance(random, 6) ? 0 : pick(random, 1, 60);
  }
  if (std::any_of(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.expands_far; })) return;
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    Node& node = graph.nodes[s];
    if (node.role != Role::source || node.meets_host || !has_enough_some_time(graph, s)) continue;
    node.endless = true;
    node.items = kMoreThanEnough;
  }
}

// From less than one item takes to more than ever waits.
std::size_t random_limit(Random& random) {
  return pick(random, 1, chance(random, 2) ? 2'000 : 200'000);
}

// Of some nodes, or of the whole.
void limit_memory(Graph& graph, Random& random) {
  const bool all = chance(random, 2);
  if (all) graph.memory = random_limit(random);
  for (Node& node : graph.nodes) {
    if (node.role == Role::source || (!all && chance(random, 2))) continue;
    node.batch_bytes = pick(random, 1, 5'000);
    if (!all || chance(random, 3)) node.memory = random_limit(random);
  }
}

// Of some graphs. By numbers of its own, so that all others are what their seeds made before there were such stages; among them are those
// that found something out.
void wait_outside(Graph& graph, std::uint64_t seed) {
  Random random(seed);
  if (random() % 3 != 1) return;
  for (Node& node : graph.nodes) {
    const bool may_wait = (node.role == Role::source && !node.meets_host && !node.lends) || node.role == Role::expander;
    if (!may_wait || chance(random, 3)) continue;
    node.waits_outside = graph.waits_outside = true;
    if (node.role == Role::expander && chance(random, 2)) node.replicas = pick(random, 1, 40);
    node.takes_ahead = node.role == Role::expander && node.salt % 3 != 0 && node.rejects != Rejects::throws;
    if (node.takes_ahead) node.ordered = false;
  }
}

}  // namespace

Graph random_graph(Random& random) {
  Graph graph;
  std::vector<Input> unread;
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
    add_unread(graph.nodes.size(), node, unread, random);
    graph.nodes.push_back(node);
  }
  for (std::size_t n = pick(random, 0, 6); n > 0; --n) {
    Node node = random_node(chance(random, 4) ? Role::expander : Role::transform, random);
    choose_inputs(node, graph, unread, random);
    add_unread(graph.nodes.size(), node, unread, random);
    graph.nodes.push_back(node);
  }
  while (!unread.empty()) {
    Node node = random_node(Role::sink, random);
    choose_inputs(node, graph, unread, random);
    graph.nodes.push_back(node);
  }
  read_rejects(graph, random);
  // One far expander is enough, and only where what it makes does not grow further: schedules must stay short.
  const auto far = std::find_if(graph.nodes.begin(), graph.nodes.end(), [](const Node& node) { return node.expands_far; });
  if (far != graph.nodes.end()) {
    for (auto it = far + 1; it != graph.nodes.end(); ++it) it->expands_far = false;
    if (largest_stream(graph) > 25'000) far->expands_far = false;
  }
  if (chance(random, 3)) have_enough(graph, random);
  if (chance(random, 3)) limit_memory(graph, random);
  if (chance(random, 8)) {
    graph.throws = true;
    for (std::size_t n = pick(random, 1, 3); n > 0; --n) {
      Node& node = graph.nodes[random() % graph.nodes.size()];
      if (node.rejects != Rejects::none) continue;  // its exceptions end nothing
      node.throws_at = random() % 20;
      node.throws_odd = chance(random, 3);
    }
  }
  wait_outside(graph, Random(random)());
  return graph;
}

Plan plan_of(const Graph& graph, Record& record) {
  Plan plan;
  plan.name = "random";
  plan.memory = graph.memory;
  record.stages.resize(graph.nodes.size());
  record.calls = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  record.finishes = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  record.sent = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  record.came = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
  for (std::size_t s = 0; s < graph.nodes.size(); ++s) {
    const Node& node = graph.nodes[s];
    PlannedStage stage;
    stage.name = fmt::format("s{}", s);
    stage.role = node.role;
    stage.in = node.role == Role::source ? nullptr : node.takes_rejected ? &item_type<Rejected<Item>>() : &item_type<Item>();
    stage.out = node.role == Role::sink ? nullptr : &item_type<Item>();
    stage.replicas = node.replicas;
    stage.ordered = node.ordered;
    if (node.role != Role::sink) stage.named_outputs.push_back({"other", &item_type<Item>()});
    if (node.role != Role::source && !node.takes_rejected && !node.meets_host)
      stage.named_outputs.push_back({"rejected", &item_type<Rejected<Item>>()});
    stage.stops_on_reject = node.rejects == Rejects::none;
    stage.repeatable = true;
    stage.retries = node.retries;
    stage.backoff = std::chrono::microseconds(node.salt % 300);
    if (node.waits) stage.batch_wait = std::chrono::milliseconds(1);
    stage.factory = make_factory(node, s, record);
    for (const Input& input : node.inputs) {
      stage.in_edges.push_back(plan.edges.size());
      plan.stages[input.node].out_edges.push_back(plan.edges.size());
      plan.edges.push_back({.from = input.node,
                            .to = s,
                            .batch_size = node.batch_size,
                            .queue_depth = node.queue_depth,
                            .auto_batch_size = node.auto_batch_size,
                            .output = input.output,
                            .batch_bytes = node.batch_bytes,
                            .memory = node.memory});
    }
    plan.stages.push_back(std::move(stage));
  }
  return plan;
}

}  // namespace weir::simulation
