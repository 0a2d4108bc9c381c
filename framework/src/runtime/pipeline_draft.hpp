#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <weir/config.hpp>
#include <weir/pipeline.hpp>
#include <weir/plan.hpp>
#include <weir/registry.hpp>

namespace weir::detail {

/// The stages that were added to a pipeline in code, as a config of its own kinds: so they are checked by the rules, and with the messages,
/// of a file.
struct PipelineDraft {
  PipelineConfig config;
  Registry registry;
  std::vector<std::string> classes;  ///< what each stage is, for the report

  mutable std::mutex mutex;
  std::shared_ptr<const Plan> plan;  ///< null until it is asked for

  std::size_t add(std::string name, Kind kind, const std::vector<std::size_t>& inputs, const StageOptions& options,
                  std::optional<std::size_t> capacity);
  std::shared_ptr<const Plan> checked();
};

}  // namespace weir::detail
