#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/config.hpp>
#include <weir/pipeline.hpp>
#include <weir/plan.hpp>
#include <weir/registry.hpp>

namespace weir::detail {

/// The stages that were added to a pipeline in code, as a config of its own kinds: so they are checked by the rules, and with the messages,
/// of a file.
struct PipelineBuilder {
  PipelineConfig config;
  Registry registry;
  std::vector<std::string> kinds;  ///< what each stage is, for the report

  mutable std::mutex mutex;
  std::shared_ptr<const Plan> plan;  ///< null until it is asked for

  std::size_t add(std::string name, Kind kind, const std::vector<StageOutput>& inputs, const StageOptions& options,
                  std::string_view params);
  /// An output of a stage that was added, and the type of its items. Throws `Error` when there is none of that name.
  [[nodiscard]] std::pair<StageOutput, const ItemType*> find_output(std::string_view label) const;
  std::shared_ptr<const Plan> checked();

 private:
  [[nodiscard]] const Kind& kind_of(std::size_t stage) const { return registry.at(*config.stages[stage].kind); }
  [[nodiscard]] std::vector<NamedOutput> outputs_of(std::size_t stage) const {
    return kind_of(stage).outputs_of(config.stages[stage].params);
  }
  [[nodiscard]] std::string free_name(const std::string& kind) const;
  Value read_params(const std::string& stage, std::string_view yaml);
};

}  // namespace weir::detail
