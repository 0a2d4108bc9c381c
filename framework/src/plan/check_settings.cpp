#include <fmt/format.h>

#include "config/limits.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using config::kMostBatchSize;
using config::kMostQueueDepth;
using config::kMostReplicas;
using config::kMostWorkers;

namespace {

// Nothing when the number is in range, `auto` or not given.
std::string count_problem(const Setting<Count>& setting, std::size_t most) {
  if (!setting.value || !setting->number) return "";
  if (*setting->number == 0)
    return fmt::format("the smallest is 1; {} to leave it to weir", advice(setting.position, "write auto", "take weir::Count()"));
  if (*setting->number > most) return fmt::format("the largest is {}", most);
  return "";
}

std::string duration_problem(const Setting<std::chrono::nanoseconds>& setting, const char* effect) {
  if (!setting.value || setting->count() > 0) return "";
  return fmt::format("a duration must be longer than nothing; {} {}", advice(setting.position, "leave the key out", "leave it unset"),
                     effect);
}

void check_top(Draft& draft) {
  const PipelineConfig& config = *draft.config;
  const auto report = [&](const char* key, Position where, const std::string& problem) {
    if (!problem.empty()) draft.report(where, fmt::format("{}: {}", key, problem));
  };
  report("workers", config.workers.position, count_problem(config.workers, kMostWorkers));
  report("timeout", config.timeout.position, duration_problem(config.timeout, "for no timeout"));
  report("defaults: batch_size", config.default_batch_size.position, count_problem(config.default_batch_size, kMostBatchSize));
  report("defaults: queue_depth", config.default_queue_depth.position, count_problem(config.default_queue_depth, kMostQueueDepth));
}

// One stage's settings, each reported at most once.
class StageSettings {
 public:
  StageSettings(Draft& draft, const DraftStage& stage) : draft_(&draft), stage_(&stage) {}

  void check() {
    const StageConfig& config = *stage_->config;
    if (stage_->kind != nullptr && stage_->kind->role == Role::source) return check_source();
    report("replicas", config.replicas.position, replicas_problem());
    report("batch_size", config.batch_size.position, count_problem(config.batch_size, kMostBatchSize));
    report("queue_depth", config.queue_depth.position, count_problem(config.queue_depth, kMostQueueDepth));
    report("batch_wait", config.batch_wait.position, duration_problem(config.batch_wait, "to send full batches only"));
    const bool sink = stage_->kind != nullptr && stage_->kind->role == Role::sink;
    if (sink && config.ordered.value.value_or(false))
      report("ordered", config.ordered.position, fmt::format("{} is a sink, which gives nothing to order", stage_->kind->name));
  }

 private:
  void report(const char* key, Position where, const std::string& problem) {
    if (!problem.empty()) draft_->report(*stage_, place(where, *stage_->config), fmt::format("{}: {}", key, problem));
  }

  template <class T>
  void refuse(const char* key, const Setting<T>& setting, const char* why) {
    if (setting.value) report(key, setting.position, fmt::format("{} is a source, {}", stage_->kind->name, why));
  }

  void check_source() {
    const StageConfig& config = *stage_->config;
    const bool several = config.replicas.value && config.replicas->number != 1 && config.replicas->number;
    if (several) refuse("replicas", config.replicas, "which has one replica");
    const char* no_entrance = "and this is about what comes in; it belongs to the stages that read it";
    refuse("batch_size", config.batch_size, no_entrance);
    refuse("queue_depth", config.queue_depth, no_entrance);
    refuse("batch_wait", config.batch_wait, no_entrance);
    refuse("ordered", config.ordered, "whose items always leave in order");
  }

  [[nodiscard]] std::string replicas_problem() const {
    const Setting<Count>& replicas = stage_->config->replicas;
    const bool several = replicas.value && replicas->number.value_or(1) > 1;
    if (several && stage_->kind != nullptr && stage_->kind->info.single_replica)
      return fmt::format("{} works as one replica only; {}", stage_->kind->name,
                         advice(replicas.position, "take the key away", "leave it at 1"));
    return count_problem(replicas, kMostReplicas);
  }

  Draft* draft_;
  const DraftStage* stage_;
};

}  // namespace

void check_settings(Draft& draft) {
  check_top(draft);
  for (const DraftStage& stage : draft.stages) StageSettings(draft, stage).check();
}

}  // namespace weir::plan
