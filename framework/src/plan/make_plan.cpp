#include <functional>
#include <utility>

#include <fmt/format.h>

#include <weir/plan.hpp>

#include "config/tidy_up.hpp"
#include "diagnostics/enough_errors.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/stage_label.hpp"
#include "plan/draft.hpp"
#include "plan/resolve.hpp"

namespace weir {

using diagnostics::enough_errors;
using diagnostics::stage_label;
using diagnostics::unexpected;
using plan::Draft;
using plan::DraftStage;
using plan::resolve;

namespace {

Draft draft_of(const PipelineConfig& config, const Registry& registry) {
  Draft draft{&config, &registry, {}, config.diagnostics};
  for (const StageConfig& stage : config.stages) {
    DraftStage& added = draft.stages.emplace_back();
    added.config = &stage;
    added.index = draft.stages.size() - 1;
    added.label = stage_label(stage.name.value.value_or(""), added.index);
  }
  return draft;
}

// Params that were left out are an empty map at the place of the stage, where missing ones are reported.
StageFactory bind_params(Draft& draft, DraftStage& stage) {
  Value params = stage.config->params;
  if (params.form != Value::Form::map && params.form != Value::Form::null) {
    draft.report(stage, "params", params.position, unexpected("a map of params", params));
    return {};
  }
  if (stage.kind == nullptr) return {};
  if (!params.position.known()) params.position = stage.config->position;
  const std::size_t before = draft.diagnostics.size();
  StageFactory factory = stage.kind->bind(params, draft.errors_of(stage));
  stage.params_read = draft.diagnostics.size() == before;
  return factory;
}

}  // namespace

Plan make_plan(const PipelineConfig& config, const Registry& registry) {
  Registry kinds = registry;
  Draft draft = draft_of(config, kinds);
  plan::load_plugins(draft, kinds);
  if (config.stages.empty() && config.diagnostics.empty()) draft.report("stages", {}, "the pipeline has no stages");
  std::vector<StageFactory> factories;
  const auto bind_all = [&factories](Draft& d) {
    for (DraftStage& stage : d.stages) factories.push_back(bind_params(d, stage));
  };
  const std::function<void(Draft&)> steps[] = {
      plan::check_names,
      plan::find_kinds,
      plan::find_outputs,
      plan::connect,
      plan::check_types,
      plan::leave_out,
      plan::check_settings,
      bind_all,
      [&factories](Draft& d) { plan::drop_left_out(d, factories); },
      plan::check_order,
      plan::check_files,
      plan::check_reading_back,
      [&factories](Draft& d) { plan::plan_columns(d, factories); },
  };
  for (const auto& step : steps) {
    if (!enough_errors(draft.diagnostics)) step(draft);
  }
  config::tidy_up(draft.diagnostics, config);
  if (!draft.diagnostics.empty()) throw ConfigError(std::move(draft.diagnostics), config.texts);
  return resolve(draft, std::move(factories));
}

}  // namespace weir
