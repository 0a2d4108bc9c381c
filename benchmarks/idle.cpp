// How much CPU a pipeline uses while its host pushes nothing into it.

#include <sys/resource.h>

#include <chrono>
#include <thread>

#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace std::chrono_literals;

constexpr double kMost = 0.001;  // a thousandth of a core

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

// The processor time of the whole process so far.
double processor_seconds() {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) != 0) throw std::runtime_error("getrusage failed");
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

// Some items go through first, so that the threads have been awake once.
double idle_second(std::size_t workers) {
  constexpr int kItems = 1000;
  Pipeline pipeline("idle", {.workers = Count(workers)});
  const auto numbers = pipeline.inlet<int>("numbers");
  const auto same = pipeline.map(numbers, "same", [](int number) { return number; }, {.replicas = workers});
  pipeline.outlet(same, "out");
  Run run = pipeline.start();
  const Inlet<int> in = run.inlet<int>("numbers");
  const Outlet<int> out = run.outlet<int>("out");
  for (int i = 0; i < kItems; ++i) {
    if (!in.push(i) || !out.pull()) throw std::runtime_error("the run ended");
  }
  std::this_thread::sleep_for(100ms);
  const double before = processor_seconds();
  std::this_thread::sleep_for(1s);
  const double spent = processor_seconds() - before;
  in.close();
  run.wait();
  return spent;
}

}  // namespace

void add_idle(std::size_t workers) {
  add_figure({"a second of waiting for the host", "second", 1, kMost}, Unit::seconds, "weir", [workers] { return idle_second(workers); });
}

}  // namespace weir::bench
