#pragma once

#include <string_view>
#include <vector>

namespace weir::cli {

/// A file of cli/templates, as it is in the command. It speaks of `example_family`, `example_stage`, `ExampleStage` and
/// `example_pipeline`, which stand for names that the user chooses.
struct Template {
  std::string_view name;  ///< its path in cli/templates
  std::string_view text;
};

/// All of them. Made by the build.
[[nodiscard]] const std::vector<Template>& templates();

}  // namespace weir::cli
