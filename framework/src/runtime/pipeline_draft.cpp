#include "runtime/pipeline_draft.hpp"

#include <fmt/format.h>

#include <utility>

namespace weir::detail {

std::size_t PipelineDraft::add(std::string name, Kind kind, const std::vector<std::size_t>& inputs, const StageOptions& options,
                               std::optional<std::size_t> capacity) {
  const std::lock_guard lock(mutex);
  plan.reset();
  classes.push_back(std::exchange(kind.name, fmt::format("code.stage_{}", config.stages.size() + 1)));
  StageConfig stage;
  stage.name = std::move(name);
  stage.kind = kind.name;
  if (kind.role != Role::source) {
    std::vector<Setting<std::string>> names;
    for (const std::size_t input : inputs) names.push_back(config.stages[input].name);
    stage.inputs = std::move(names);
    stage.replicas = options.replicas;
    stage.batch_size = options.batch_size;
    stage.queue_depth = options.queue_depth;
    if (kind.role != Role::sink || options.ordered) stage.ordered = options.ordered;
    if (options.batch_wait) stage.batch_wait = *options.batch_wait;
  }
  if (capacity) stage.params["capacity"] = Value(std::to_string(*capacity));
  registry.add(std::move(kind));
  config.stages.push_back(std::move(stage));
  return config.stages.size() - 1;
}

std::shared_ptr<const Plan> PipelineDraft::checked() {
  const std::lock_guard lock(mutex);
  if (plan) return plan;
  Plan made = make_plan(config, registry);
  for (std::size_t s = 0; s < made.stages.size(); ++s) made.stages[s].kind = classes[s];
  plan = std::make_shared<const Plan>(std::move(made));
  return plan;
}

}  // namespace weir::detail
