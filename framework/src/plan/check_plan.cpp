#include "plan/check_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/error_scope.hpp>

#include "config/limits.hpp"
#include "diagnostics/stage_label.hpp"

namespace weir::plan {

namespace {

// Where an edge is said to be: in the stage that it leaves, or in the one that it enters.
struct EdgeEnd {
  const char* list;
  std::vector<std::size_t> PlannedStage::*edges;
  std::size_t PlannedEdge::*stage;
};
constexpr EdgeEnd kInEnd{"in_edges", &PlannedStage::in_edges, &PlannedEdge::to};
constexpr EdgeEnd kOutEnd{"out_edges", &PlannedStage::out_edges, &PlannedEdge::from};

class PlanCheck {
 public:
  explicit PlanCheck(const Plan& plan) : plan_(plan) {}

  void check() {
    check_number(ErrorScope(diagnostics_), "workers", plan_.workers, config::kMostWorkers);
    check_time(ErrorScope(diagnostics_), "timeout", plan_.timeout);
    for (std::size_t e = 0; e < plan_.edges.size(); ++e) check_edge(e);
    for (std::size_t s = 0; s < plan_.stages.size(); ++s) check_stage(s);
    // What edges carry is looked at when they lead somewhere.
    if (diagnostics_.empty()) check_items();
    if (!diagnostics_.empty()) throw ConfigError(std::move(diagnostics_), {});
  }

 private:
  [[nodiscard]] ErrorScope stage(std::size_t index) { return ErrorScope(diagnostics_).stage(index, plan_.stages[index].name, {}); }
  [[nodiscard]] ErrorScope edge(std::size_t index) { return ErrorScope(diagnostics_).key(fmt::format("edges[{}]", index)); }

  static void check_number(const ErrorScope& errors, const char* key, std::size_t number, std::size_t most) {
    if (number == 0) errors.key(key).add({}, detail::too_small("0", "1"));
    if (number > most) errors.key(key).add({}, detail::too_large(std::to_string(number), std::to_string(most)));
  }

  static void check_time(const ErrorScope& errors, const char* key, const std::optional<std::chrono::nanoseconds>& time) {
    if (time && time->count() <= 0)
      errors.key(key).add({}, detail::too_small(detail::format_duration(*time), "1ns; leave it unset for none"));
  }

  void check_edge(std::size_t index) {
    const PlannedEdge& planned = plan_.edges[index];
    check_number(edge(index), "batch_size", planned.batch_size, config::kMostBatchSize);
    check_number(edge(index), "queue_depth", planned.queue_depth, config::kMostQueueDepth);
    for (const auto& [key, bytes] : {std::pair("batch_bytes", planned.batch_bytes), std::pair("memory", planned.memory)}) {
      if (bytes == 0U) edge(index).key(key).add({}, detail::too_small("0", "1; leave it unset for no limit"));
    }
    if (planned.memory && !planned.batch_bytes)
      edge(index).key("memory").add({}, Problem("it counts only where batches weigh", "set batch_bytes"));
    if (planned.to >= plan_.stages.size())
      edge(index).key("to").add({}, Problem(fmt::format("there is no stage {}", planned.to), stages_there_are()));
    else if (planned.from >= planned.to)
      edge(index).key("from").add({},
                                  Problem(fmt::format("stage {} does not come before stage {}, which reads it", planned.from, planned.to),
                                          "put the stages in flow order"));
    else if (!has_output(plan_.stages[planned.from], planned.output))
      edge(index).key("output").add({}, fmt::format("stage {} has no output {}", planned.from, planned.output));
    else
      for (const EdgeEnd& end : {kOutEnd, kInEnd}) check_listed(index, end);
  }

  static bool has_output(const PlannedStage& stage, std::size_t output) {
    return output == 0 ? stage.role != Role::sink : output <= stage.named_outputs.size();
  }

  [[nodiscard]] std::string stages_there_are() const {
    return plan_.stages.empty() ? "the plan has no stages" : fmt::format("name one of stages 0 to {}", plan_.stages.size() - 1);
  }

  void check_listed(std::size_t index, const EdgeEnd& end) {
    const std::size_t owner = plan_.edges[index].*end.stage;
    const auto& edges = plan_.stages[owner].*end.edges;
    const auto times = std::count(edges.begin(), edges.end(), index);
    if (times == 1) return;
    stage(owner).key(end.list).add(
        {}, Problem(fmt::format("edge {} is in the list {} times", index, times), "list each edge once at both of its stages"));
  }

  void check_stage(std::size_t index) {
    const PlannedStage& planned = plan_.stages[index];
    check_number(stage(index), "replicas", planned.replicas, config::kMostReplicas);
    const bool one = planned.role == Role::source || planned.factory.meets_host();
    if (one && planned.replicas > 1)
      stage(index).key("replicas").add({}, Problem("a source, an inlet or an outlet has one replica", "leave it at 1"));
    check_time(stage(index), "batch_wait", planned.batch_wait);
    if (planned.factory.empty())
      stage(index).key("factory").add({}, Problem("it makes nothing", "set it to a weir::StageFactory::of<S>(make)"));
    check_end(index, kInEnd, planned.in, planned.role != Role::source);
    check_end(index, kOutEnd, planned.out, planned.role != Role::sink);
    if (!planned.rejected_output() && (planned.survives_errors() || planned.max_errors))
      stage(index)
          .key("named_outputs")
          .add({}, Problem("the last one takes what is rejected, and is missing",
                           "add {\"rejected\", &weir::item_type<weir::Rejected<T>>()}, or let the stage stop"));
    for (const NamedOutput& output : planned.named_outputs) {
      if (output.type == nullptr) report_no_type(stage(index).key("named_outputs").key(output.name));
    }
  }

  static void report_no_type(const ErrorScope& errors) {
    errors.add({}, Problem("the type of the items is missing", "set it to &weir::item_type<T>()"));
  }

  // A stage has an input, or an output, when its role does; a sink may have outputs with a name.
  void check_end(std::size_t index, const EdgeEnd& end, const ItemType* type, bool wanted) {
    const auto& edges = plan_.stages[index].*end.edges;
    if (wanted && type == nullptr) report_no_type(stage(index).key(end.list == kInEnd.list ? "in" : "out"));
    if (wanted && edges.empty()) stage(index).key(end.list).add({}, "there are none, but the stage's role needs one");
    const bool any = !wanted && end.list == kOutEnd.list && !plan_.stages[index].named_outputs.empty();
    if (!wanted && !edges.empty() && !any) stage(index).key(end.list).add({}, "the stage's role has none");
    for (const std::size_t e : edges) {
      if (e >= plan_.edges.size() || plan_.edges[e].*end.stage != index)
        stage(index).key(end.list).add({},
                                       Problem(fmt::format("edge {} is none of this stage's", e), "list the edges that name this stage"));
    }
  }

  void check_items() {
    for (std::size_t s = 0; s < plan_.stages.size(); ++s) {
      const PlannedStage& planned = plan_.stages[s];
      std::vector<std::size_t> readers(planned.named_outputs.size() + 1);
      for (const std::size_t e : planned.out_edges) {
        const std::size_t output = plan_.edges[e].output;
        const ItemType& type = planned.output_type(output);
        if (++readers[output] == 2 && !type.copyable)
          stage(s).key("out_edges").add({}, fmt::format("{} cannot be copied, so only one stage may read it", type.name));
      }
      for (const std::size_t e : planned.in_edges) {
        check_arrival(s, type_on(e));
        if (plan_.edges[e].batch_bytes && type_on(e).footprint == Footprint::unknown)
          edge(e).key("batch_bytes").add({}, fmt::format("it is not known what an item holds, {}", type_on(e).name));
      }
    }
  }

  [[nodiscard]] const ItemType& type_on(std::size_t edge) const {
    return plan_.stages[plan_.edges[edge].from].output_type(plan_.edges[edge].output);
  }

  void check_arrival(std::size_t index, const ItemType& arrives) {
    const PlannedStage& planned = plan_.stages[index];
    const ItemType& taken = planned.in->id == item_type<AnyItem>().id ? type_on(planned.in_edges.front()) : *planned.in;
    if (arrives.id != taken.id) stage(index).key("in").add({}, fmt::format("it takes {}, but gets {}", taken.name, arrives.name));
  }

  const Plan& plan_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace

void check_plan(const Plan& plan) {
  PlanCheck(plan).check();
}

}  // namespace weir::plan
