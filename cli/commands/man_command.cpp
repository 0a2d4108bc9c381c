#include "commands/commands.hpp"

#include <CLI/CLI.hpp>

#include "terminal/print_output.hpp"
#include "usage/man_page.hpp"

namespace weir::cli {
namespace {

const char* const kManExamples = R"(Examples:
  weir man | man -l -
  weir man > ~/.local/share/man/man1/weir.1

An installed weir includes it: man weir.)";

}  // namespace

void add_man_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("man", "Print the manual page");
  command->footer(kManExamples);
  command->callback([&app, &exit_code] { exit_code = print_output(man_page(usage_of(app))); });
}

}  // namespace weir::cli
