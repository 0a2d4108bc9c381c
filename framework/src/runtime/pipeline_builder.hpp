#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
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

  std::size_t add(std::string name, Kind kind, const std::vector<std::size_t>& inputs, const StageOptions& options,
                  std::string_view params);
  std::shared_ptr<const Plan> checked();

 private:
  [[nodiscard]] std::string free_name(const std::string& kind) const;
  Value read_params(const std::string& stage, std::string_view yaml);
};

}  // namespace weir::detail
