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
  for (const Flow& flow : expected_of(graph)) largest = std::max(largest, flow.values.size());
  return largest;
}

// Whether a node surely has enough when what comes to it does not end.
bool has_enough_some_time(const Graph& graph, std::size_t node) {
  if (graph.nodes[node].enough_after) return true;
  if (graph.nodes[node].role == Role::sink || graph.nodes[node].behaviour != Behaviour::map) return false;
  for (std::size_t reader = 0; reader < graph.nodes.size(); ++reader) {
    const auto& inputs = graph.nodes[reader].inputs;
    if (std::find(inputs.begin(), inputs.end(), node) != inputs.end() && !has_enough_some_time(graph, reader)) return false;
  }
  return true;
}

// Some stages and hosts have enough after a while. Where all that reads a source does, the source need not end by itself.
void have_enough(Graph& graph, Random& random) {
  constexpr std::size_t kMoreThanEnough = 5'000;
  const bool often = chance(random, 2);
  for (Node& node : graph.nodes) {
    if (node.role == Role::source || !chance(random, often ? 2 : 5)) continue;
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
  if (chance(random, 3)) have_enough(graph, random);
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
  record.came = std::make_unique<std::atomic<std::size_t>[]>(graph.nodes.size());
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

namespace {

Flow input_of(const Node& node, const Expected& flows) {
  Flow in;
  in.in_order = node.inputs.size() <= 1;
  for (const std::size_t input : node.inputs) {
    const Flow& flow = flows[input];
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

Flow output_of(const Node& node, const Flow& in) {
  Flow out;
  for (const std::uint64_t value : in.values) append_outputs(node, value, out.values);
  out.in_order = in.in_order && (node.replicas == 1 || node.ordered) && node.behaviour != Behaviour::hold;
  const bool one_for_one = node.role == Role::sink || node.behaviour == Behaviour::map || node.behaviour == Behaviour::hold;
  out.least = one_for_one ? in.least : in.exact() ? out.values.size() : 0;
  // Another replica's item may be open when one has had enough.
  if (node.role == Role::expander && node.enough_after && node.replicas > 1) out.least = 0;
  out.most = one_for_one ? in.most : out.values.size();
  return out;
}

}  // namespace

Expected expected_of(const Graph& graph) {
  Expected flows;
  for (const Node& node : graph.nodes) {
    if (node.role == Role::source) {
      flows.push_back({source_values(node), true, node.items, node.items});
      continue;
    }
    Flow in = input_of(node, flows);
    take_enough(node, in);
    flows.push_back(output_of(node, in));
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
    if (auto wrong = compare(expected[s], std::move(got)); !wrong.empty()) return fmt::format("s{}: {}", s, wrong);
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
