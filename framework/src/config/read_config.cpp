#include "config/read_config.hpp"

#include <fmt/format.h>

#include "config/limits.hpp"
#include "config/read_on_error.hpp"
#include "config/setting_reader.hpp"
#include "diagnostics/enough_errors.hpp"
#include "diagnostics/found.hpp"
#include "diagnostics/missing_space.hpp"

namespace weir::config {

using diagnostics::enough_errors;
using diagnostics::missing_space_hint;
using diagnostics::unexpected;

namespace {

// Empty when there is none.
std::string name_in(const Value& entry) {
  const Value* name = entry.find("name");
  return name == nullptr || name->form != Value::Form::scalar ? "" : name->text;
}

// An entry that is not a map keeps its place, so that a stage below it is still number so-and-so.
StageConfig unreadable_stage(Position where) {
  StageConfig stage;
  stage.position = stage.name.position = stage.kind.position = stage.inputs.position = where;
  return stage;
}

StageConfig read_stage(const Value& entry, std::size_t index, std::vector<Diagnostic>& diagnostics) {
  const ErrorScope errors = ErrorScope(diagnostics).stage(index, name_in(entry), entry.position);
  if (entry.form != Value::Form::map) {
    errors.add(entry.position, unexpected("a map with a name and a kind", entry, missing_space_hint(entry.text)));
    return unreadable_stage(entry.position);
  }
  StageConfig stage;
  stage.position = entry.position;
  SettingReader reader(entry, errors);
  reader.read("name", stage.name, read_name);
  reader.read("kind", stage.kind, read_name);
  reader.read("enabled", stage.enabled, detail::read_bool);
  reader.read("inputs", stage.inputs, read_names);
  if (const Value* params = reader.find("params")) stage.params = *params;
  reader.read("replicas", stage.replicas, CountReader{kMostReplicas});
  reader.read("batch_size", stage.batch_size, CountReader{kMostBatchSize});
  reader.read("queue_depth", stage.queue_depth, CountReader{kMostQueueDepth});
  reader.read("memory", stage.memory, read_memory);
  reader.read("ordered", stage.ordered, detail::read_bool);
  reader.read("batch_wait", stage.batch_wait, read_timespan);
  reader.read("on_error", stage.on_error, read_on_error);
  reader.read("max_errors", stage.max_errors, read_max_errors);
  reader.refuse_unknown_keys();
  // A place without a value is a setting that could not be read: one mistake, one error.
  if (entry.find("name") == nullptr) stage.name.position = reader.misspelt("name");
  if (entry.find("kind") == nullptr) stage.kind.position = reader.misspelt("kind");
  return stage;
}

void read_stages(const Value& stages, PipelineConfig& config) {
  if (stages.form == Value::Form::list) {
    for (const Value& entry : stages.items) {
      if (enough_errors(config.diagnostics)) return;
      config.stages.push_back(read_stage(entry, config.stages.size(), config.diagnostics));
    }
    if (!stages.items.empty()) return;
  }
  const ErrorScope errors = ErrorScope(config.diagnostics).key("stages");
  constexpr const char* kExpected = "a list of stages";
  if (stages.form == Value::Form::list) return errors.add(stages.position, fmt::format("expected {}, found an empty list", kExpected));
  const char* mend = stages.form == Value::Form::map ? "write '- ' before the first key of each stage" : "";
  errors.add(stages.position, unexpected(kExpected, stages, mend));
}

void read_defaults(const Value& defaults, PipelineConfig& config) {
  const ErrorScope errors = ErrorScope(config.diagnostics).key("defaults");
  if (defaults.form != Value::Form::map) return errors.add(defaults.position, unexpected("a map such as {batch_size: 256}", defaults));
  SettingReader reader(defaults, errors);
  reader.read("batch_size", config.default_batch_size, CountReader{kMostBatchSize});
  reader.read("queue_depth", config.default_queue_depth, CountReader{kMostQueueDepth});
  reader.refuse_unknown_keys();
}

}  // namespace

void read_config(const Value& root, PipelineConfig& config) {
  const ErrorScope errors(config.diagnostics);
  if (root.form == Value::Form::null) return errors.add(root.position, {"the config is empty", "it needs 'stages', a list of what runs"});
  if (root.form != Value::Form::map)
    return errors.add(root.position, unexpected("a map with the key 'stages'", root, missing_space_hint(root.text)));
  SettingReader reader(root, errors);
  reader.read("pipeline", config.pipeline, read_name);
  reader.read("workers", config.workers, CountReader{kMostWorkers});
  reader.read("timeout", config.timeout, read_timespan);
  reader.read("memory", config.memory, read_memory);
  if (const Value* defaults = reader.find("defaults")) read_defaults(*defaults, config);
  reader.read("plugins", config.plugins, read_paths);
  const Value* stages = reader.find("stages");
  if (stages != nullptr) read_stages(*stages, config);
  if (const Value* tests = reader.find("tests")) config.tests = *tests;
  reader.refuse_unknown_keys();
  if (root.find("plugins") == nullptr) config.plugins.position = reader.misspelt("plugins");
  if (stages == nullptr && !reader.misspelt("stages").known()) errors.key("stages").add(root.position, "missing: a list of what runs");
}

}  // namespace weir::config
