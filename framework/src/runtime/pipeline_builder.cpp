#include "runtime/pipeline_builder.hpp"

#include <fmt/format.h>

#include <utility>

#include "config/config_text.hpp"
#include "config/parse_yaml.hpp"
#include "diagnostics/nearest_name.hpp"
#include "kinds/kind_name.hpp"

namespace weir::detail {

// Kinds of the pipeline's own registry are named after what they are, as far as that can name a kind and is free: messages show it.
std::string PipelineBuilder::free_name(const std::string& kind) const {
  const bool is_name = kinds::is_kind_name(kind);
  std::string name = is_name ? kind : "stage";
  if (!is_name || registry.find(name) != nullptr) name += fmt::format("_{}", config.stages.size() + 1);
  while (registry.find(name) != nullptr) name += '_';
  return name;
}

Value PipelineBuilder::read_params(const std::string& stage, std::string_view yaml) {
  if (yaml.empty()) return {};
  const auto text_index = static_cast<std::uint32_t>(config.texts.size());
  const ConfigText& text = config.texts.emplace_back(ConfigText{fmt::format("params of '{}'", stage), config::normalized(yaml)});
  if (!config::check_text(text.text, text_index, config.diagnostics)) return {};
  return config::parse_yaml(text.text, text_index, config.diagnostics).value_or(Value());
}

std::size_t PipelineBuilder::add(std::string name, Kind kind, const std::vector<StageOutput>& inputs, const StageOptions& options,
                                 std::string_view params) {
  const std::lock_guard lock(mutex);
  plan.reset();
  const std::string own_name = free_name(kind.name);
  kinds.push_back(std::exchange(kind.name, own_name));
  StageConfig stage;
  stage.params = read_params(name, params);
  stage.name = std::move(name);
  stage.kind = kind.name;
  if (kind.role != Role::source) {
    std::vector<Setting<std::string>> names;
    names.reserve(inputs.size());
    for (const StageOutput input : inputs) {
      const std::string& producer = *config.stages[input.stage].name;
      names.emplace_back(input.output == 0 ? producer : producer + '.' + outputs_of(input.stage)[input.output - 1].name);
    }
    stage.inputs = std::move(names);
    stage.replicas = options.replicas;
    stage.batch_size = options.batch_size;
    stage.queue_depth = options.queue_depth;
    if (options.memory) stage.memory = *options.memory;
    if (kind.role != Role::sink || options.ordered) stage.ordered = options.ordered;
    if (options.batch_wait) stage.batch_wait = *options.batch_wait;
    if (options.on_error != OnError()) stage.on_error = options.on_error;
    if (options.max_errors) stage.max_errors = *options.max_errors;
  }
  registry.add(std::move(kind));
  config.stages.push_back(std::move(stage));
  return config.stages.size() - 1;
}

std::pair<StageOutput, const ItemType*> PipelineBuilder::find_output(std::string_view label) const {
  const std::lock_guard lock(mutex);
  std::vector<std::string> labels;
  for (std::size_t s = 0; s < config.stages.size(); ++s) {
    const std::string& stage = *config.stages[s].name;
    const Kind& kind = kind_of(s);
    if (kind.role != Role::sink && stage == label) return {{s, 0}, kind.out};
    if (kind.role != Role::sink) labels.push_back(stage);
    const std::vector<NamedOutput> outputs = outputs_of(s);
    for (std::size_t n = 0; n < outputs.size(); ++n) {
      labels.push_back(stage + '.' + outputs[n].name);
      if (labels.back() == label) return {{s, n + 1}, outputs[n].type};
    }
  }
  throw Error(Problem(fmt::format("no stage that was added has the output '{}'", label), diagnostics::did_you_mean(label, labels)).text());
}

std::shared_ptr<const Plan> PipelineBuilder::checked() {
  const std::lock_guard lock(mutex);
  if (plan) return plan;
  Plan made = make_plan(config, registry);
  for (std::size_t s = 0; s < made.stages.size(); ++s) made.stages[s].kind = kinds[s];
  plan = std::make_shared<const Plan>(std::move(made));
  return plan;
}

}  // namespace weir::detail
