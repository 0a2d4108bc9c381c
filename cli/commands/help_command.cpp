#include "commands/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include <weir/error.hpp>

#include "options/unknown_words.hpp"
#include "terminal/print_output.hpp"
#include "usage/usage.hpp"

namespace weir::cli {
namespace {

const char* const kHelpExamples = R"(Examples:
  weir help                  the commands
  weir help run              one of them; the same as weir run --help
  weir help new stage)";

const CLI::App& command_at(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (const std::string& word : words) {
    const CLI::App* below = nullptr;
    for (const CLI::App* candidate : command->get_subcommands({})) {
      if (candidate->get_name() == word) below = candidate;
    }
    if (below == nullptr && command->get_subcommands({}).empty())
      throw Error(fmt::format("`{}` has no commands below it, so none is called '{}'", path_of(*command), word));
    if (below == nullptr) throw Error(unknown_command_text(*command, word));
    command = below;
  }
  return *command;
}

// Not `app.help()`, which is that of the command under way.
std::string help_text(const CLI::App& command) {
  return command.get_formatter()->make_help(&command, path_of(command), CLI::AppFormatMode::Normal);
}

}  // namespace

void add_help_command(CLI::App& app, int& exit_code) {
  const auto words = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("help", "Explain a command");
  command->add_option("COMMAND", *words, "a command, such as run or new stage; all of them by default")->type_name("");
  command->footer(kHelpExamples);
  command->callback([words, &app, &exit_code] { exit_code = print_output(help_text(command_at(app, *words))); });
}

}  // namespace weir::cli
