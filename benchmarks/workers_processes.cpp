// What more workers gain, and what too many cost: stages that do nothing but keep processors busy.

#include "process.hpp"
#include "process_answers.hpp"

namespace weir::bench {

namespace {

constexpr double kGain = 1.9;   // the least speedup by two workers
constexpr double kLoss = 1.05;  // the most that too many may slow down
constexpr std::size_t kTooMany = 32;

}  // namespace

void add_workers_processes(std::size_t workers, const ScratchFolder& scratch) {
  const std::string report = scratch.file("busy.json");
  const auto with = [&](std::size_t count) -> std::vector<std::string> {
    return {WEIR_COMMAND, "run", "-q", "--workers", std::to_string(count), "--report", report, WEIR_PIPELINES "/busy.yaml"};
  };
  const auto items = [report](const std::string&) { return items_of_report(report); };
  const std::string out = scratch.file("busy.out");
  compare_processes({"weir run, busy stages, 2 workers", "process"},
                    {{"weir", with(2), out, items}, {"weir, 1 worker", with(1), out, items, 1 / kGain}});
  compare_processes({fmt::format("weir run, busy stages, {} workers", kTooMany), "process"},
                    {{"weir", with(kTooMany), out, items}, {fmt::format("weir, {} workers", workers), with(workers), out, items, kLoss}});
}

}  // namespace weir::bench
