#include "new_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <weir/error.hpp>
#include <weir/stages.hpp>

#include "choice_option.hpp"
#include "new_names.hpp"
#include "new_project.hpp"
#include "print_output.hpp"
#include "role_name.hpp"

namespace weir::cli {
namespace {

namespace fs = std::filesystem;

const char* const kNewExamples = R"(Examples:
  weir new project counting              a folder with a stage, its test, a pipeline, and what builds them
  weir new stage at_least                in such a folder: one more stage; anywhere else: a new project with it
  weir new stage lines --role expander   one item into many

Files that are there already are never changed, except that plugin.cpp learns of a new stage.)";

constexpr const char* kPlugin = "plugin.cpp";
constexpr const char* kFamilyOfALoneStage = "my";

std::string in_shell(const fs::path& path) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  const std::string text = path.string();
  if (!text.starts_with('-') && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string quoted = text.starts_with('-') ? "'./" : "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

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
  // Names that the files of a project have for something else.
  if (stage.name == "params" || stage.name == "check" || stage.name == "plugin")
    throw Error(fmt::format("'{}' has another meaning in a project; choose another name", stage.name));
  Registry built_in;
  register_stages(built_in);
  if (stage.name == "numbers" || built_in.find(stage.kind()) != nullptr)
    throw Error(fmt::format("the kind '{}' is there already; choose another name", stage.kind()));
}

// What is hidden, such as .git, is no part of a project.
void check_empty(const fs::path& folder) {
  if (!fs::is_directory(folder)) return;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with('.')) continue;
    throw Error(fmt::format("the folder '{}' is not empty; name a new one for the project", folder.string()));
  }
}

int new_project(const fs::path& folder, const NewStage& stage) {
  check_stage(stage);
  check_empty(folder);
  const auto files = project_files(folder, stage);
  write_new_files(files);
  return print_output(written_text(files) + commands_text(fmt::format("  cd {}\n", in_shell(folder)), "pipeline"));
}

int new_project_in(const std::string& written) {
  const fs::path folder = fs::path(written).lexically_normal();
  const fs::path whole = fs::weakly_canonical(folder / ".");
  const std::string family = mended_stage_name(whole.has_filename() ? whole.filename().string() : whole.parent_path().filename().string());
  if (family.empty()) throw Error(fmt::format("'{}' gives the kinds no name: a project's folder has a letter in its name", written));
  return new_project(folder, {family, "at_least", Role::transform});
}

int new_stage(const std::string& name, Role role) {
  if (!fs::exists(kPlugin)) return new_project(name, {kFamilyOfALoneStage, name, role});
  const FolderLock lock(".");  // two commands at once would each write the kinds that it knows of
  const std::string plugin = file_text(kPlugin);
  const auto family = family_in(plugin);
  if (!family) {
    throw Error(
        "the plugin.cpp here lacks the comments by which `weir new stage` finds its places; write the stage by hand, or run this in a "
        "folder without a plugin.cpp");
  }
  const NewStage stage{*family, name, role};
  check_stage(stage);
  if (has_class_of(plugin, stage) && !fs::exists(name + ".hpp"))
    throw Error(fmt::format("the plugin has a class {} already; choose another name", class_name(name)));
  const auto files = stage_files("", stage, name);
  write_new_files(files);
  replace_file({kPlugin, with_stage(plugin, stage)});
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
  CLI::App* command = app.add_subcommand("new", "Write a stage of your own, or a project, to begin with");
  command->require_subcommand(1);
  command->footer(kNewExamples);
  CLI::App* stage = command->add_subcommand("stage", "Write a stage, its test and a pipeline with it");
  stage->add_option("NAME", words->name, "what the stage does, such as at_least")->required()->type_name("");
  std::vector<std::pair<std::string, Role>> roles;
  for (const Role role : {Role::source, Role::transform, Role::expander, Role::sink}) roles.emplace_back(role_name(role), role);
  add_choice_option(*stage, "--role", words->role, std::move(roles), "what it is; transform when left out");
  stage->footer(kNewExamples);
  stage->callback([words, &exit_code] { exit_code = new_stage(words->name, words->role); });
  CLI::App* project = command->add_subcommand("project", "Write a project: a stage as a plugin, its test, a pipeline and a build");
  project->add_option("DIR", words->folder, "the folder; its name is the family of the project's kinds")->required()->type_name("");
  project->footer(kNewExamples);
  project->callback([words, &exit_code] { exit_code = new_project_in(words->folder); });
}

}  // namespace weir::cli
