#include "plan/resolve.hpp"

#include <algorithm>
#include <utility>

#include "plan/bound.hpp"
#include "plan/draft.hpp"
#include "plan/limit_memory.hpp"
#include "plan/limits.hpp"

namespace weir::plan {

using config::kMostWorkers;

namespace {

// The stage's own setting, else the file's default; empty: auto.
std::optional<std::size_t> number(const Setting<Count>& own, const Setting<Count>& by_default) {
  if (own.value) return own->number;
  return by_default.value ? by_default->number : std::nullopt;
}

std::size_t replicas_of(const DraftStage& stage, std::size_t workers) {
  if (stage.kind->role == Role::source || stage.kind->info.single_replica) return 1;
  const Setting<Count>& replicas = stage.config->replicas;
  return replicas.value ? replicas->number.value_or(workers) : 1;
}

// Empty: the run chooses.
std::optional<std::size_t> batch_size_of(const Draft& draft, const DraftStage& stage) {
  const auto given = number(stage.config->batch_size, draft.config->default_batch_size);
  return given ? given : stage.kind->info.preferred_batch_size;
}

// Two batches for each replica on the side that has more: one being processed, one ready. A busy replica reserves room for its output, so
// fewer would limit how many producers of slow items can work at a time.
std::size_t queue_depth_of(const Plan& plan, const Draft& draft, std::size_t to) {
  const DraftStage& stage = draft.stages[to];
  if (const auto given = number(stage.config->queue_depth, draft.config->default_queue_depth)) return *given;
  std::size_t replicas = plan.stages[to].replicas;
  for (const DraftInput& input : stage.inputs) replicas = std::max(replicas, plan.stages[*input.stage].replicas);
  return std::max(kAutoQueueDepth, 2 * replicas);
}

void add_edges(Plan& plan, const Draft& draft, std::size_t to) {
  const DraftStage& stage = draft.stages[to];
  const auto batch_size = batch_size_of(draft, stage);
  const std::size_t queue_depth = queue_depth_of(plan, draft, to);
  for (const DraftInput& input : stage.inputs) {
    const std::size_t edge = plan.edges.size();
    plan.edges.push_back({.from = *input.stage,
                          .to = to,
                          .batch_size = batch_size.value_or(kMostAutoBatchSize),
                          .queue_depth = queue_depth,
                          .auto_batch_size = !batch_size,
                          .output = input.output});
    plan.stages[*input.stage].out_edges.push_back(edge);
    plan.stages[to].in_edges.push_back(edge);
  }
}

// The stages after an inlet do not wait for full batches forever: a host may want an answer before it pushes more. Nor do those after a
// stage that may wait for something outside: its items are not held back while it waits.
void answer_soon(Plan& plan) {
  std::vector<bool> soon;
  for (PlannedStage& stage : plan.stages) {
    const bool after =
        std::any_of(stage.in_edges.begin(), stage.in_edges.end(), [&](std::size_t edge) { return soon[plan.edges[edge].from]; });
    soon.push_back(after || (stage.role == Role::source && (stage.factory.meets_host() || stage.factory.lends())) || stage.factory.waits());
    if (after && !stage.batch_wait) stage.batch_wait = kSoonBatchWait;
  }
}

// What the items of a stage take of memory to be worked on, those who read them hold.
void add_what_readers_hold(Plan& plan) {
  for (const PlannedEdge& edge : plan.edges) {
    StageFactory& reader = plan.stages[edge.to].factory;
    StageMemory memory = reader.memory();
    const std::size_t bytes = edge.output == 0 ? plan.stages[edge.from].factory.memory().reader : 0;
    if (bytes == 0 || memory.replica == StageMemory::kNoLimit) continue;
    memory.replica = saturating_add(memory.replica.value_or(0), bytes);
    reader.set_memory(memory);
  }
}

// An item that is rejected leaves where that is read; where it is not, the default is to go no further.
void set_rejects(PlannedStage& planned, const DraftStage& stage) {
  const OnError on_error = stage.config->on_error.value.value_or(OnError());
  planned.stops_on_reject = on_error.then ? *on_error.then == OnError::Then::stop : !are_rejects_read(stage);
  planned.repeatable = stage.kind->info.repeatable;
  planned.retries = on_error.retry;
  planned.backoff = on_error.backoff;
  planned.max_errors = stage.config->max_errors.value;
}

PlannedStage planned(const DraftStage& stage, std::size_t workers) {
  PlannedStage planned;
  planned.name = *stage.config->name;
  planned.kind = stage.kind->name;
  planned.role = stage.kind->role;
  planned.in = stage.in;
  planned.out = stage.kind->out;
  planned.named_outputs = stage.named_outputs;
  planned.replicas = replicas_of(stage, workers);
  planned.ordered = stage.config->ordered.value.value_or(false);
  planned.files = stage.files;
  planned.columns = stage.columns;
  planned.batch_wait = stage.config->batch_wait.value;
  set_rejects(planned, stage);
  return planned;
}

}  // namespace

Plan resolve(const Draft& draft, std::vector<StageFactory> factories) {
  Plan plan;
  plan.name = draft.config->pipeline.value.value_or("pipeline");
  plan.workers = draft.config->workers.value ? draft.config->workers->number.value_or(0) : 0;
  if (plan.workers == 0) plan.workers = std::min(available_cores(), kMostWorkers);
  plan.timeout = draft.config->timeout.value;
  plan.left_out = draft.left_out;
  for (const DraftStage& stage : draft.stages) plan.stages.push_back(planned(stage, plan.workers));
  for (std::size_t i = 0; i < draft.stages.size(); ++i) {
    add_edges(plan, draft, i);
    plan.stages[i].factory = std::move(factories[i]);
  }
  add_what_readers_hold(plan);
  answer_soon(plan);
  limit_memory(plan, draft);
  return plan;
}

}  // namespace weir::plan
