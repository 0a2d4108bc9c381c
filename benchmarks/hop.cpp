// What it costs to pass one item on: four stages with 1, 2, 2 and 1 replicas that do next to nothing, in batches of one.

#include <oneapi/tbb/flow_graph.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include "hop_rivals.hpp"
#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

namespace tbb = oneapi::tbb;
namespace flow = oneapi::tbb::flow;

constexpr std::uint64_t kBatches = 1'000'000;
constexpr std::size_t kQueues = 3;
// The best number of lines for Taskflow's pipeline on two cores, out of 2 to 192; the others differ little.
[[maybe_unused]] constexpr std::size_t kTaskflowLines = 32;
// FastFlow's own default; with short queues its threads, which outnumber the cores, keep putting each other to sleep.
[[maybe_unused]] constexpr std::size_t kFastFlowQueues = 2048;

constexpr auto kAddOne = [](std::uint64_t number) { return number + 1; };

std::uint64_t weir_run(std::size_t workers, std::size_t depth) {
  std::uint64_t sum = 0;
  Pipeline(PlanBuilder(workers)
               .stage("numbers", {}, [] { return std::make_unique<Naturals>(kBatches); })
               .stage("first", {.inputs = {"numbers"}, .replicas = 2, .queue_depth = depth}, mapped(kAddOne))
               .stage("second", {.inputs = {"first"}, .replicas = 2, .queue_depth = depth}, mapped(kAddOne))
               .stage("sum", {.inputs = {"second"}, .queue_depth = depth},
                      for_each<std::uint64_t>([&sum](std::uint64_t number) { sum += number; }))
               .plan())
      .run();
  return sum;
}

// The source of the rivals.
auto naturals(std::uint64_t& next) {
  return [&next](tbb::flow_control& control) -> std::uint64_t {
    if (next == kBatches) control.stop();
    return next++;
  };
}

// One limiter after the source, with as much room as weir's three queues together; the sink admits the next item.
std::uint64_t one_limiter(std::size_t depth) {
  std::uint64_t next = 0;
  std::uint64_t sum = 0;
  flow::graph graph;
  flow::input_node<std::uint64_t> source(graph, naturals(next));
  flow::limiter_node<std::uint64_t> limiter(graph, kQueues * depth);
  flow::function_node<std::uint64_t, std::uint64_t> first(graph, 2, kAddOne);
  flow::function_node<std::uint64_t, std::uint64_t> second(graph, 2, kAddOne);
  flow::function_node<std::uint64_t, flow::continue_msg> sink(graph, flow::serial, [&](std::uint64_t number) {
    sum += number;
    return flow::continue_msg();
  });
  flow::make_edge(source, limiter);
  flow::make_edge(limiter, first);
  flow::make_edge(first, second);
  flow::make_edge(second, sink);
  flow::make_edge(sink, limiter.decrementer());
  source.activate();
  graph.wait_for_all();
  return sum;
}

std::uint64_t parallel_pipeline(std::size_t depth) {
  using Number = std::uint64_t;
  Number next = 0;
  Number sum = 0;
  tbb::parallel_pipeline(kQueues * depth,
                         tbb::make_filter<void, Number>(tbb::filter_mode::serial_out_of_order, naturals(next)) &
                             tbb::make_filter<Number, Number>(tbb::filter_mode::parallel, kAddOne) &
                             tbb::make_filter<Number, Number>(tbb::filter_mode::parallel, kAddOne) &
                             tbb::make_filter<Number, void>(tbb::filter_mode::serial_out_of_order, [&](Number number) { sum += number; }));
  return sum;
}

// Inside an arena with as many workers as weir has.
template <class F>
std::function<std::uint64_t()> in_arena(std::size_t workers, F f) {
  return [workers, f] {
    tbb::task_arena arena(static_cast<int>(workers));
    return arena.execute(f);
  };
}

using Contenders = std::vector<Contender<std::uint64_t>>;

// The rivals that CMake found.
Contenders outside_rivals([[maybe_unused]] std::size_t workers, [[maybe_unused]] std::optional<double> taskflow_goal) {
  Contenders rivals;
#ifdef WEIR_HAS_TASKFLOW
  rivals.push_back({"Taskflow pipeline", [=] { return hop_by_taskflow(workers, kTaskflowLines, kBatches); }, taskflow_goal});
#endif
#ifdef WEIR_HAS_FASTFLOW
  rivals.push_back({"FastFlow, queues of 2048", [] { return hop_by_fastflow(kFastFlowQueues, kBatches); }});
#endif
  return rivals;
}

void add(std::size_t workers, std::size_t depth, std::optional<double> goal, std::optional<double> taskflow_goal) {
  Contenders contenders{{"weir", [=] { return weir_run(workers, depth); }},
                        {"flow graph, one limiter", in_arena(workers, [=] { return one_limiter(depth); })},
                        {"parallel_pipeline", in_arena(workers, [=] { return parallel_pipeline(depth); })}};
  for (const auto& rival : outside_rivals(workers, taskflow_goal)) contenders.push_back(rival);
  compare<std::uint64_t>({fmt::format("hop at queue_depth {}", depth), "batch", kBatches, goal}, contenders);
}

}  // namespace

void add_hop(std::size_t workers) {
  add(workers, 8, 200e-9, 1.0);
  add(workers, 64, std::nullopt, 0.6);
}

}  // namespace weir::bench
