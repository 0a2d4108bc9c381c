#include "new/new_project.hpp"

#include <fmt/format.h>

#include <string_view>

#include "new/new_names.hpp"
#include "new/templates.hpp"
#include "views/kind_names.hpp"

namespace weir::cli {
namespace {

constexpr std::string_view kIncludeMark = "// `weir new stage` includes further stages above this line.";
constexpr std::string_view kKindMark = "// `weir new stage` adds further kinds of '";

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

std::string filled_in(std::string_view text, const NewStage& stage, const std::string& pipeline) {
  std::string filled(text);
  replace_all(filled, "example_family", stage.family);
  replace_all(filled, "example_stage", stage.name);
  replace_all(filled, "ExampleStage", class_name(stage.name));
  replace_all(filled, "example_pipeline", pipeline);
  return filled;
}

// Inserts a line above the one with the mark, with the same indentation.
void insert_above(std::string& text, std::string_view mark, const std::string& line) {
  const std::size_t at = text.find(mark);
  const std::size_t begin = text.rfind('\n', at) + 1;
  text.insert(begin, text.substr(begin, at - begin) + line + '\n');
}

}  // namespace

std::vector<NewFile> stage_files(const std::filesystem::path& folder, const NewStage& stage, const std::string& pipeline) {
  const std::string role = std::string("stage/") + role_name(stage.role);
  std::vector<NewFile> files;
  for (const Template& file : templates()) {
    if (!file.name.starts_with(role)) continue;
    const std::string_view rest = file.name.substr(role.size());  // .hpp, _test.cpp, .yaml
    files.push_back({folder / ((rest == ".yaml" ? pipeline : stage.name) + std::string(rest)), filled_in(file.text, stage, pipeline)});
  }
  return files;
}

std::vector<NewFile> project_files(const std::filesystem::path& folder, const NewStage& stage) {
  constexpr std::string_view kProject = "project/";
  const std::string pipeline = "pipeline";
  std::vector<NewFile> files = stage_files(folder, stage, pipeline);
  for (const Template& file : templates()) {
    if (file.name.starts_with(kProject))
      files.push_back({folder / file.name.substr(kProject.size()), filled_in(file.text, stage, pipeline)});
  }
  return files;
}

std::optional<std::string> family_in(const std::string& plugin_text) {
  const std::size_t mark = plugin_text.find(kKindMark);
  if (mark == std::string::npos || plugin_text.find(kIncludeMark) == std::string::npos) return std::nullopt;
  const std::size_t begin = mark + kKindMark.size();
  std::string family = plugin_text.substr(begin, plugin_text.find('\'', begin) - begin);
  if (!is_stage_name(family)) return std::nullopt;
  return family;
}

bool has_class_of(const std::string& plugin_text, const NewStage& stage) {
  return plugin_text.find(fmt::format("{}_stages::{}>", stage.family, class_name(stage.name))) != std::string::npos;
}

std::string with_stage(std::string plugin_text, const NewStage& stage) {
  insert_above(plugin_text, kIncludeMark, fmt::format("#include \"{}.hpp\"", stage.name));
  insert_above(plugin_text, kKindMark,
               fmt::format("registry.add<{}_stages::{}>(\"{}\");", stage.family, class_name(stage.name), stage.kind()));
  return plugin_text;
}

}  // namespace weir::cli
