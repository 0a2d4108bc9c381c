#include "commands/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <weir/error.hpp>
#include <weir/stages.hpp>

#include "format/shell_word.hpp"
#include "new/new_names.hpp"
#include "new/new_project.hpp"
#include "options/choice_option.hpp"
#include "system/folder_entries.hpp"
#include "terminal/print_output.hpp"
#include "views/kind_names.hpp"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

const char* const kNewExamples = R"(Examples:
  weir new project counting              a folder with a stage, its test, a pipeline, and its build
  weir new stage at_least                in such a folder: one more stage; anywhere else: a new project with it
  weir new stage lines --role expander   one item into many

Existing files are never changed, except that a new stage is added to plugin.cpp.)";

constexpr const char* kPlugin = "plugin.cpp";
constexpr const char* kFamilyOfALoneStage = "my";

std::string written_text(const std::vector<NewFile>& files) {
  std::string text = "Written:\n";
  for (const NewFile& file : files) text += fmt::format("  {}\n", file.path.string());
  return text;
}

std::string commands_text(const std::string& first, const std::string& pipeline) {
  return fmt::format(
      "\nNext:\n{}"
      "  cmake -S . -B build\n"
      "  cmake --build build\n"
      "  ctest --test-dir build\n"
      "  weir run {}.yaml\n",
      first, pipeline);
}

void check_stage(const NewStage& stage) {
  if (!is_stage_name(stage.name)) {
    const std::string mended = mended_stage_name(stage.name);
    throw Error(fmt::format("'{}' cannot name a stage: use lower-case letters and digits, a letter first, with _ between words{}",
                            stage.name, mended.empty() ? "" : fmt::format("; did you mean '{}'?", mended)));
  }
  // The files of a project use these names for something else.
  if (stage.name == "params" || stage.name == "check" || stage.name == "plugin")
    throw Error(fmt::format("'{}' has another meaning in a project; choose another name", stage.name));
  Registry built_in;
  register_stages(built_in);
  if (stage.name == "numbers" || built_in.find(stage.kind()) != nullptr)
    throw Error(fmt::format("the kind '{}' already exists; choose another name", stage.kind()));
}

// Hidden files, such as .git, are not part of a project.
void check_empty(const fs::path& folder) {
  if (!fs::is_directory(folder)) return;
  const int error = stages::list_folder(folder.string(), [&](std::string_view name, bool) {
    if (!name.starts_with('.')) throw Error(fmt::format("the folder '{}' is not empty; name a new one for the project", folder.string()));
  });
  if (error != 0) throw Error(fmt::format("cannot list the folder '{}': {}", folder.string(), std::strerror(error)));
}

int new_project(const fs::path& folder, const NewStage& stage) {
  check_stage(stage);
  check_empty(folder);
  const auto files = project_files(folder, stage);
  write_new_files(files);
  return print_output(written_text(files) + commands_text(fmt::format("  cd {}\n", shell_word(folder.string())), "pipeline"));
}

int new_project_in(const std::string& written) {
  const fs::path folder = fs::path(written).lexically_normal();
  const fs::path whole = fs::weakly_canonical(folder / ".");
  const std::string family = mended_stage_name(whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string());
  if (family.empty()) throw Error(fmt::format("'{}' cannot name the project's kinds: the folder's name needs a letter", written));
  return new_project(folder, {family, "at_least", Role::transform});
}

int new_stage(const std::string& name, Role role) {
  if (!fs::exists(kPlugin)) return new_project(name, {kFamilyOfALoneStage, name, role});
  const FolderLock lock(".");  // two commands at once would each write only the kinds that it knows
  const std::string plugin = file_text(kPlugin);
  const auto family = family_in(plugin);
  if (!family) {
    throw Error(
        "the plugin.cpp here lacks the comments that tell `weir new stage` where to insert; write the stage by hand, or run this in a "
        "folder without a plugin.cpp");
  }
  const NewStage stage{*family, name, role};
  check_stage(stage);
  if (has_class_of(plugin, stage) && !fs::exists(name + ".hpp"))
    throw Error(fmt::format("the plugin already has a class {}; choose another name", class_name(name)));
  const auto files = stage_files("", stage, name);
  write_new_files(files, {kPlugin, with_stage(plugin, stage)});
  return print_output(written_text(files) + fmt::format("Changed:\n  {}, which adds the kind {}\n", kPlugin, stage.kind()) +
                      commands_text("", name));
}

}  // namespace

void add_new_command(CLI::App& app, int& exit_code) {
  struct Words {
    std::string name, folder;
    Role role = Role::transform;
  };
  const auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("new", "Write a new stage or project to start from");
  command->require_subcommand(1);
  command->footer(kNewExamples);
  CLI::App* stage = command->add_subcommand("stage", "Write a stage, its test and a pipeline with it");
  stage->add_option("NAME", words->name, "what the stage does, such as at_least")->required()->type_name("");
  std::vector<std::pair<std::string, Role>> roles;
  for (const Role role : {Role::source, Role::transform, Role::expander, Role::sink}) roles.emplace_back(role_name(role), role);
  add_choice_option(*stage, "--role", words->role, std::move(roles), "its role; transform by default");
  stage->footer(kNewExamples);
  stage->callback([words, &exit_code] { exit_code = new_stage(words->name, words->role); });
  CLI::App* project = command->add_subcommand("project", "Write a project: a stage as a plugin, its test, a pipeline and a build");
  project->add_option("DIR", words->folder, "the folder; its name is the family of the project's kinds")->required()->type_name("");
  project->footer(kNewExamples);
  project->callback([words, &exit_code] { exit_code = new_project_in(words->folder); });
}

}  // namespace weir::cli
