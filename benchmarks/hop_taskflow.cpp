#include <taskflow/taskflow.hpp>

#include <taskflow/algorithm/pipeline.hpp>
#include <vector>

#include "hop_rivals.hpp"

namespace weir::bench {

namespace {

// What a line carries from pipe to pipe. No two lines share a cache line.
struct alignas(64) Slot {
  std::uint64_t number = 0;
};

}  // namespace

std::uint64_t hop_by_taskflow(std::size_t workers, std::size_t lines, std::uint64_t count) {
  std::vector<Slot> slots(lines);
  std::uint64_t sum = 0;
  const auto add_one = [&slots] { return tf::Pipe{tf::PipeType::PARALLEL, [&slots](tf::Pipeflow& flow) { ++slots[flow.line()].number; }}; };
  tf::Pipeline pipeline(
      lines,
      tf::Pipe{tf::PipeType::SERIAL,
               [&](tf::Pipeflow& flow) { flow.token() == count ? flow.stop() : void(slots[flow.line()].number = flow.token()); }},
      add_one(), add_one(), tf::Pipe{tf::PipeType::SERIAL, [&](tf::Pipeflow& flow) { sum += slots[flow.line()].number; }});
  tf::Taskflow taskflow;
  taskflow.composed_of(pipeline);
  tf::Executor executor(workers);
  executor.run(taskflow).wait();
  return sum;
}

}  // namespace weir::bench
