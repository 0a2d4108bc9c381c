#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weir/registry.hpp>

#include "new/new_files.hpp"

namespace weir::cli {

/// A stage to write.
struct NewStage {
  std::string family;  ///< the word before the dot of its kind
  std::string name;    ///< the word after it
  Role role = Role::transform;

  [[nodiscard]] std::string kind() const { return family + "." + name; }
};

/// The files of a stage: the class, its test, and a pipeline with it.
[[nodiscard]] std::vector<NewFile> stage_files(const std::filesystem::path& folder, const NewStage& stage, const std::string& pipeline);

/// The files of a project with one stage.
[[nodiscard]] std::vector<NewFile> project_files(const std::filesystem::path& folder, const NewStage& stage);

/// The family of the kinds that a project's plugin.cpp adds; nothing when `project_files` did not make it, or its marks are gone.
[[nodiscard]] std::optional<std::string> family_in(const std::string& plugin_text);

/// True when the plugin already has a class of that name: stage names that differ only in `_` have the same class name.
[[nodiscard]] bool has_class_of(const std::string& plugin_text, const NewStage& stage);
/// The text of a plugin.cpp with one more stage.
[[nodiscard]] std::string with_stage(std::string plugin_text, const NewStage& stage);

}  // namespace weir::cli
