#include "commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include <weir/registry.hpp>

#include "options/plugin_option.hpp"
#include "terminal/print_output.hpp"
#include "views/schema.hpp"

namespace weir::cli {
namespace {

const char* const kSchemaExamples = R"(Examples:
  weir schema > weir.schema.json
  weir schema --plugin ./libmine.so > weir.schema.json     with the kinds of a plugin

An editor that knows JSON Schema for YAML then completes keys and kinds, and marks what is wrong while you type. In a file, say
  # yaml-language-server: $schema=weir.schema.json)";

}  // namespace

void add_schema_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of a pipeline's file");
  command->footer(kSchemaExamples);
  const auto plugins = std::make_shared<std::vector<std::string>>();
  add_plugin_option(*command, *plugins);
  command->callback([plugins, &exit_code] { exit_code = print_output(schema_json(kinds_with_plugins(*plugins))); });
}

}  // namespace weir::cli
