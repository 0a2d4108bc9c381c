#include <fmt/format.h>

#include <weir/param_value.hpp>

#include "config/limits.hpp"
#include "plan/draft.hpp"

namespace weir::plan {

using config::kMostBatchSize;
using config::kMostQueueDepth;
using config::kMostReplicas;
using config::kMostWorkers;

namespace {

// Nothing when the number is in range, `auto` or not given.
std::optional<Problem> count_problem(const Setting<Count>& setting, std::size_t most) {
  if (!setting.value || !setting->number) return std::nullopt;
  const std::string number = std::to_string(*setting->number);
  if (*setting->number == 0)
    return detail::too_small(number,
                             fmt::format("1; {} to leave it to weir", advice(setting.position, "write auto", "take weir::Count()")));
  if (*setting->number > most) return detail::too_large(number, std::to_string(most));
  return std::nullopt;
}

std::optional<Problem> duration_problem(const Setting<Duration>& setting, const char* effect) {
  if (!setting.value || setting->count() > 0) return std::nullopt;
  return detail::too_small(format_value(*setting),
                           fmt::format("1ns; {} {}", advice(setting.position, "leave the key out", "leave it unset"), effect));
}

std::optional<Problem> memory_problem(const Setting<Size>& setting) {
  if (!setting.value || setting->bytes > 0) return std::nullopt;
  return detail::too_small(format_value(*setting),
                           fmt::format("1B; {} for no limit", advice(setting.position, "leave the key out", "leave it unset")));
}

Problem unknown_footprint(std::string_view input, const ItemType& type) {
  return {fmt::format("it is not known what an item of '{}' holds, {}", input, type.name),
          "add 'std::size_t footprint(const T&) noexcept' beside the type, or set no limit where it is read"};
}

// The limit of the whole file counts on every edge.
void check_footprints(Draft& draft) {
  const Setting<Size>& memory = draft.config->memory;
  if (!memory.value) return;
  for (const DraftStage& stage : draft.stages) {
    if (stage.in == nullptr || stage.in->footprint != Footprint::unknown) continue;
    return draft.report("memory", memory.position, unknown_footprint(stage.inputs.front().name, *stage.in));
  }
}

void check_top(Draft& draft) {
  const PipelineConfig& config = *draft.config;
  const auto report = [&](const char* key, Position where, const std::optional<Problem>& problem) {
    if (problem) draft.report(key, where, *problem);
  };
  report("workers", config.workers.position, count_problem(config.workers, kMostWorkers));
  report("timeout", config.timeout.position, duration_problem(config.timeout, "for no timeout"));
  report("memory", config.memory.position, memory_problem(config.memory));
  report("defaults.batch_size", config.default_batch_size.position, count_problem(config.default_batch_size, kMostBatchSize));
  report("defaults.queue_depth", config.default_queue_depth.position, count_problem(config.default_queue_depth, kMostQueueDepth));
}

const char* take_away(Position key) {
  return advice(key, "take the key away", "leave it unset");
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
    report("memory", config.memory.position, stage_memory_problem());
    report("batch_wait", config.batch_wait.position, duration_problem(config.batch_wait, "to send full batches only"));
    report("on_error", config.on_error.position, on_error_problem());
    report("max_errors", config.max_errors.position, max_errors_problem());
    report("ordered", config.ordered.position, ordered_problem());
  }

 private:
  void report(const char* key, Position where, const std::optional<Problem>& problem) {
    if (problem) draft_->report(*stage_, key, where, *problem);
  }

  template <class T>
  void refuse(const char* key, const Setting<T>& setting, const char* why, const char* mend) {
    if (setting.value) report(key, setting.position, Problem(fmt::format("{} is a source, {}", stage_->kind->name, why), mend));
  }

  void check_source() {
    const StageConfig& config = *stage_->config;
    const bool several = config.replicas.value && config.replicas->number != 1 && config.replicas->number;
    if (several) refuse("replicas", config.replicas, "which has one replica", take_away(config.replicas.position));
    const auto refuse_entrance = [this](const char* key, const auto& setting) {
      refuse(key, setting, "and this is about what comes in", "it belongs to the stages that read it");
    };
    refuse_entrance("batch_size", config.batch_size);
    refuse_entrance("queue_depth", config.queue_depth);
    refuse_entrance("memory", config.memory);
    refuse_entrance("batch_wait", config.batch_wait);
    refuse("ordered", config.ordered, "whose items always leave in order", take_away(config.ordered.position));
    const auto refuse_errors = [this](const char* key, const auto& setting) {
      refuse(key, setting, "and this is about items that come in", take_away(setting.position));
    };
    refuse_errors("on_error", config.on_error);
    refuse_errors("max_errors", config.max_errors);
  }

  [[nodiscard]] std::optional<Problem> on_error_problem() const {
    const Setting<OnError>& setting = stage_->config->on_error;
    if (!setting.value || stage_->kind == nullptr) return std::nullopt;
    const Kind& kind = *stage_->kind;
    if (setting->retry == 0 && setting->then == OnError::Then::stop) return std::nullopt;
    if (!has_rejects(kind)) return Problem(fmt::format("{} cannot go on after an error", kind.name), take_away(setting.position));
    if (setting->retry == 0) return std::nullopt;
    if (!is_repeatable(kind))
      return Problem(fmt::format("{} cannot be called again with the same items", kind.name),
                     advice(setting.position, "write stop or skip", "set then, and leave retry at 0"));
    if (!kind.in->copyable)
      return Problem(
          fmt::format("{} takes {}, which cannot be copied, and a call that is made again gets a copy", kind.name, kind.in->name),
          advice(setting.position, "write stop or skip", "set then, and leave retry at 0"));
    return setting->backoff.count() < 0 ? std::optional<Problem>(detail::too_small(format_value(setting->backoff), "0")) : std::nullopt;
  }

  [[nodiscard]] std::optional<Problem> ordered_problem() const {
    const Setting<bool>& setting = stage_->config->ordered;
    if (stage_->kind == nullptr || !setting.value.value_or(false)) return std::nullopt;
    const Kind& kind = *stage_->kind;
    if (kind.role == Role::sink)
      return Problem(fmt::format("{} is a sink, which has no output to order", kind.name), take_away(setting.position));
    if (kind.waits_for_input)
      return Problem(fmt::format("{} does not say which item its output comes from, so it has no order to keep", kind.name),
                     advice(setting.position, "take the key away; with one replica what it makes leaves as it makes it", "leave it unset"));
    return std::nullopt;
  }

  [[nodiscard]] std::optional<Problem> stage_memory_problem() const {
    const Setting<Size>& setting = stage_->config->memory;
    if (setting.value && setting->bytes > 0 && stage_->in != nullptr && stage_->in->footprint == Footprint::unknown)
      return unknown_footprint(stage_->inputs.front().name, *stage_->in);
    return memory_problem(setting);
  }

  [[nodiscard]] std::optional<Problem> max_errors_problem() const {
    const Setting<MaxErrors>& setting = stage_->config->max_errors;
    if (!setting.value || stage_->kind == nullptr) return std::nullopt;
    if (!has_rejects(*stage_->kind)) return Problem(fmt::format("{} rejects nothing", stage_->kind->name), take_away(setting.position));
    if (setting->percent && !(*setting->percent >= 0 && *setting->percent <= 100)) return Problem("a share is 0 % to 100 %");
    const OnError on_error = stage_->config->on_error.value.value_or(OnError());
    if (on_error.then == OnError::Then::stop)
      return Problem("with 'on_error: stop' the first error ends the run",
                     advice(setting.position, "take one of the two away", "set one of the two"));
    if (!on_error.then && !may_have_rejects_read())
      return Problem(
          "the first error ends the run, since nothing reads what the stage rejects",
          advice(setting.position, "add 'on_error: skip', or read its output 'rejected'", "set on_error, or read its output 'rejected'"));
    return std::nullopt;
  }

  // An input that could not be understood may mean this stage.
  [[nodiscard]] bool may_have_rejects_read() const {
    const auto index = static_cast<std::size_t>(stage_ - draft_->stages.data());
    return are_rejects_read(*stage_) || stage_->maybe_read || index < draft_->maybe_read_end;
  }

  [[nodiscard]] std::optional<Problem> replicas_problem() const {
    const Setting<Count>& replicas = stage_->config->replicas;
    const bool several = replicas.value && replicas->number.value_or(1) > 1;
    if (several && stage_->kind != nullptr && stage_->kind->info.single_replica)
      return Problem(fmt::format("{} works as one replica only", stage_->kind->name),
                     advice(replicas.position, "take the key away", "leave it at 1"));
    return count_problem(replicas, kMostReplicas);
  }

  Draft* draft_;
  const DraftStage* stage_;
};

}  // namespace

void check_settings(Draft& draft) {
  check_top(draft);
  check_footprints(draft);
  for (const DraftStage& stage : draft.stages) StageSettings(draft, stage).check();
}

}  // namespace weir::plan
