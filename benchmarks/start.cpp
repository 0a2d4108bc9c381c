// The cost of a run with nothing to do: a lower bound for every other case.

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

namespace tbb = oneapi::tbb;

Plan plan_of_nothing(std::size_t workers, std::uint64_t& seen) {
  const auto pass = [](std::uint64_t number) { return number; };
  return PlanBuilder(workers)
      .stage("none", {}, [] { return std::make_unique<Naturals>(0); })
      .stage("pass", {.inputs = {"none"}, .replicas = workers}, mapped(pass))
      .stage("end", {.inputs = {"pass"}}, for_each<std::uint64_t>([&seen](std::uint64_t) { ++seen; }))
      .plan();
}

std::uint64_t parallel_pipeline(std::size_t workers) {
  std::uint64_t seen = 0;
  tbb::task_arena arena(static_cast<int>(workers));
  arena.execute([&] {
    const auto none = [](tbb::flow_control& control) {
      control.stop();
      return std::uint64_t{0};
    };
    tbb::parallel_pipeline(8, tbb::make_filter<void, std::uint64_t>(tbb::filter_mode::serial_in_order, none) &
                                  tbb::make_filter<std::uint64_t, std::uint64_t>(tbb::filter_mode::parallel, [](auto n) { return n; }) &
                                  tbb::make_filter<std::uint64_t, void>(tbb::filter_mode::serial_in_order, [&](auto) { ++seen; }));
  });
  return seen;
}

}  // namespace

void add_start(std::size_t workers) {
  const auto seen = std::make_shared<std::uint64_t>(0);
  const auto pipeline = std::make_shared<Pipeline>(plan_of_nothing(workers, *seen));
  const auto again = [seen, pipeline] {
    pipeline->run();
    return *seen;
  };
  const auto made = [workers] {
    std::uint64_t its_seen = 0;
    Pipeline(plan_of_nothing(workers, its_seen)).run();
    return its_seen;
  };
  compare<std::uint64_t>(
      {"a run of no items"},
      {{"weir", again}, {"parallel_pipeline", [workers] { return parallel_pipeline(workers); }, 3}, {"weir, made for each run", made}});
}

}  // namespace weir::bench
