#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/version.hpp>

#include "check_command.hpp"
#include "config/nearest_name.hpp"
#include "exit_code.hpp"
#include "graph_command.hpp"
#include "kinds_command.hpp"
#include "new_command.hpp"
#include "print_output.hpp"
#include "run_command.hpp"
#include "say.hpp"
#include "schema_command.hpp"
#include "standard_streams.hpp"

namespace {

using weir::cli::kBadUse;
using weir::cli::kDone;
using weir::cli::kFailed;
using weir::cli::say;

const char* const kExamples = R"(Examples:
  weir run configs/word_count.yaml     run a pipeline
  weir check configs/word_count.yaml   show what would run, or all that is wrong with the file
  weir kinds                           list what a stage can be
  weir kinds words.count               explain one
  weir new project counting            begin a stage of your own
  weir run --help                      more on a command)";

// CLI11 calls an unknown word an unexpected argument; a mistyped command deserves better.
bool is_known_command(const CLI::App& app, const std::string& word) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (word.empty() || word.front() == '-' || std::find(names.begin(), names.end(), word) != names.end()) return true;
  const std::string hint = weir::did_you_mean(word, names);
  say(fmt::format("weir: error: unknown command '{}'{}\n", word, hint.empty() ? "; the commands are " + weir::listed(names, "and") : hint));
  return false;
}

int report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) {  // --help, --version
    std::ostringstream out;
    app.exit(error, out);
    return weir::cli::print_output(out.str());
  }
  const auto commands = app.get_subcommands();
  const std::string command = commands.empty() ? "weir" : "weir " + commands.front()->get_name();
  say(fmt::format("weir: error: {}\n`{} --help` shows how it is used.\n", error.what(), command));
  return kBadUse;
}

int run_command_line(CLI::App& app, int argc, char** argv, int& exit_code) {
  try {
    app.parse(argc, argv);
    return exit_code;
  } catch (const CLI::ParseError& error) {
    return report_parse_error(app, error);
  } catch (const weir::ConfigError& error) {
    say(error.what());
    return kBadUse;
  } catch (const weir::Error& error) {
    say(fmt::format("weir: error: {}\n", error.what()));
    return kBadUse;
  } catch (const std::exception& error) {
    say(fmt::format("weir: error: {}\n", error.what()));
    return kFailed;
  }
}

}  // namespace

int main(int argc, char** argv) {
  weir::cli::secure_standard_streams();
  CLI::App app("Bounded dataflow pipelines from YAML: parse, check, run, report.", "weir");
  app.set_version_flag("--version", std::string("weir ") + weir::kVersion, "Print the version and exit");
  app.footer(kExamples);
  app.require_subcommand(1);
  int exit_code = kDone;
  weir::cli::add_run_command(app, exit_code);
  weir::cli::add_check_command(app, exit_code);
  weir::cli::add_graph_command(app, exit_code);
  weir::cli::add_kinds_command(app, exit_code);
  weir::cli::add_schema_command(app, exit_code);
  weir::cli::add_new_command(app, exit_code);
  if (argc < 2) {
    weir::cli::say(app.help());
    return kBadUse;
  }
  if (!is_known_command(app, argv[1])) return kBadUse;
  return run_command_line(app, argc, argv, exit_code);
}
