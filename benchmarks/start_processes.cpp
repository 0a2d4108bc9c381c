// What it costs to start the command: a run with next to nothing to do, and a file of a thousand stages.

#include "process.hpp"
#include "process_answers.hpp"

namespace weir::bench {

namespace {

constexpr int kStages = 1000;

// Items pass from stage to stage, and nothing is done to them.
std::string chain() {
  std::string text = "pipeline: chain\nstages:\n  - {name: items, kind: synthetic.items, params: {count: 1000}}\n";
  std::string last = "items";
  for (int i = 2; i < kStages; ++i) {
    const std::string name = fmt::format("stage{}", i);
    text += fmt::format("  - {{name: {}, kind: synthetic.work, inputs: [{}], params: {{cost: 0s}}}}\n", name, last);
    last = name;
  }
  return text + fmt::format("  - {{name: out, kind: synthetic.discard, inputs: [{}]}}\n", last);
}

}  // namespace

void add_start_processes(std::size_t workers, const ScratchFolder& scratch) {
  const std::string out = scratch.file("start.out");
  const auto unread = [](const std::string&) { return ""; };
  const std::string nothing = WEIR_PIPELINES "/next_to_nothing.yaml";
  compare_processes({"weir run, three primes", "process", 1, 0.010},
                    {{"weir", {WEIR_COMMAND, "run", "-q", nothing}, out, whole_text},
                     {"primesieve --print", {"primesieve", "5", "--print", "--quiet"}, out, whole_text},
                     {"sh, printf", {"sh", "-c", "printf '2\\n3\\n5\\n'"}, out, whole_text}});
  const std::string stages = scratch.file("chain.yaml", chain());
  compare_processes({"weir check, 1000 stages", "process", 1, 0.100}, {{"weir", {WEIR_COMMAND, "check", stages}, out, unread}});
  compare_processes({"weir run, 1000 stages in a row", "process"},
                    {{"weir", {WEIR_COMMAND, "run", "-q", "--workers", std::to_string(workers), stages}, out, unread}});
}

}  // namespace weir::bench
