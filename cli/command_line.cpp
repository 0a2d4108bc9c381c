#include "command_line.hpp"

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/version.hpp>

#include "commands/commands.hpp"
#include "exit_code.hpp"
#include "options/choice_option.hpp"
#include "options/unknown_words.hpp"
#include "terminal/color.hpp"
#include "terminal/print_output.hpp"
#include "terminal/say.hpp"
#include "usage/usage.hpp"

namespace weir::cli {
namespace {

const char* const kExamples = R"(Examples:
  weir run configs/word_count.yaml     run a pipeline
  weir check configs/word_count.yaml   show what would run, or all errors of the file
  weir kinds                           list what a stage can be
  weir kinds words.count               explain one
  weir new project counting            start a stage of your own
  weir help run                        more on a command)";

// CLI11 suggests no option that may have been meant, and lists no commands.
std::string message_of(const CLI::App& app, const CLI::ParseError& error) {
  if (const auto unknown = unknown_command(app)) return *unknown;
  if (const auto unknown = unknown_word(app)) return *unknown;
  const CLI::App& command = named_command(app);
  const bool lacks_a_command = command.get_subcommands({}).size() > 0 && dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  return lacks_a_command ? lacking_command_text(command) : error.what();
}

int bad_use(const CLI::App& app, const std::string& message) {
  say(fmt::format("weir: error: {}\n`{} --help` shows how it is used.\n", message, path_of(named_command(app))));
  return kBadUse;
}

void enter(const std::string& folder) {
  std::error_code problem;
  if (!folder.empty()) std::filesystem::current_path(folder, problem);
  if (problem) throw Error(fmt::format("-C: cannot change to the folder '{}': {}", folder, problem.message()));
}

// `-C DIR` and `--color WHEN`, which are valid after any command too.
void add_global_options(CLI::App& app) {
  const auto folders = std::make_shared<std::vector<std::string>>();
  app.add_option("-C", *folders, "change to this folder first, as make and git do; repeatable")->type_name("DIR")->allow_extra_args(false);
  app.parse_complete_callback([folders] {
    for (const std::string& folder : *folders) enter(folder);
  });
  add_choice_option<ColorMode>(app, "--color", color_mode(),
                               {{"auto", ColorMode::automatic}, {"always", ColorMode::always}, {"never", ColorMode::never}},
                               "color errors: auto, on a terminal unless NO_COLOR is set; always; never")
      ->trigger_on_parse();  // also for errors of the command line itself
}

// Returns the exit code.
int report_failure(const std::exception_ptr& failure) noexcept {
  try {
    std::rethrow_exception(failure);
  } catch (const ConfigError& error) {
    say_errors(error.what());
    return kBadUse;
  } catch (const Error& error) {
    say_error(error.what());
    return kBadUse;
  } catch (...) {
    say_failure(failure);
    return kFailed;
  }
}

}  // namespace

CommandLine::CommandLine() : app_("Bounded dataflow pipelines from YAML: parse, check, run, report.", "weir") {
  app_.set_version_flag("-V,--version", std::string("weir ") + kVersion, "Print the version and exit");
  app_.footer(kExamples);
  app_.require_subcommand(1);
  app_.fallthrough();  // the global options are valid after a command too
  add_global_options(app_);
  add_run_command(app_, exit_code_);
  add_check_command(app_, exit_code_);
  add_test_command(app_, exit_code_);
  add_graph_command(app_, exit_code_);
  add_kinds_command(app_, exit_code_);
  add_schema_command(app_, exit_code_);
  add_new_command(app_, exit_code_);
  add_completion_command(app_, exit_code_);
  add_man_command(app_, exit_code_);
  add_help_command(app_, exit_code_);
}

int CommandLine::answer(const CLI::ParseError& error) const {
  if (error.get_exit_code() != 0) return bad_use(app_, message_of(app_, error));
  // --help, --version; but asking for help on an unknown command must not explain another one.
  if (const auto unknown = unknown_command(app_)) return bad_use(app_, *unknown);
  std::ostringstream out;
  out.exceptions(std::ios::badbit);  // otherwise it would silently leave text out when memory runs out
  app_.exit(error, out);
  return print_output(out.str());
}

int CommandLine::run(int argc, const char* const* argv) {
  if (argc < 2) {
    say(app_.help());
    return kBadUse;
  }
  try {
    app_.parse(argc, argv);
    return exit_code_;
  } catch (const CLI::ParseError& error) {
    return answer(error);
  }
}

int run_command_line(int argc, const char* const* argv) noexcept {
  try {
    return CommandLine().run(argc, argv);
  } catch (...) {
    return report_failure(std::current_exception());
  }
}

}  // namespace weir::cli
