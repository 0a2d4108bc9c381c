#pragma once

#include <string_view>
#include <vector>

namespace weir::cli {

/// A file of cli/new/templates, embedded in the command. `example_family`, `example_stage`, `ExampleStage` and `example_pipeline` in it are
/// replaced by names that the user chooses.
struct Template {
  std::string_view name;  ///< its path in cli/new/templates
  std::string_view text;
};

/// All templates. The build generates the definition.
[[nodiscard]] const std::vector<Template>& templates();

}  // namespace weir::cli
