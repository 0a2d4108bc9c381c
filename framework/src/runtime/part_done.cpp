#include "runtime/part_done.hpp"

#include <algorithm>
#include <cmath>

namespace weir::runtime {

namespace {

using Part = std::optional<double>;

Part lesser(const Part& a, const Part& b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// The share of the items produced for a stage that it has worked on. Where nothing has been produced, nothing is left to do either. The
// counts are not of one moment: a stage may seem to have got more than there was.
double share_taken(const Plan& plan, const PlannedStage& stage, const RunReport& report, std::uint64_t taken) {
  double produced = 0;
  for (const std::size_t e : stage.in_edges) {
    const PlannedEdge& edge = plan.edges[e];
    const StageReport& producer = report.stages[edge.from];
    produced += static_cast<double>(edge.output == 0 ? producer.items_out : producer.named_outputs[edge.output - 1].items);
  }
  return produced > 0 ? std::min(static_cast<double>(taken) / produced, 1.0) : 1;
}

}  // namespace

std::optional<double> part_done(const Plan& plan, const RunReport& report, std::vector<std::optional<double>> progress) {
  constexpr double kNearlyDone = 0.99;
  Part least;
  for (std::size_t s = 0; s < plan.stages.size(); ++s) {
    const PlannedStage& stage = plan.stages[s];
    Part& part = progress[s];
    if (part && !std::isfinite(*part)) part.reset();  // 0 of 0
    for (const std::size_t edge : stage.in_edges) part = lesser(part, progress[plan.edges[edge].from]);
    if (part && !stage.in_edges.empty()) *part *= share_taken(plan, stage, report, report.stages[s].items_in);
    if (part && (report.stages[s].had_enough || report.stages[s].output_closed)) part = 1;  // nothing is left for it to do
    if (stage.role == Role::sink) least = lesser(least, part);
  }
  if (least && !report.finished) least = std::min(*least, kNearlyDone);
  return least;
}

}  // namespace weir::runtime
