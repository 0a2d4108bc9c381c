#include "schema_command.hpp"

#include <CLI/CLI.hpp>

#include <weir/registry.hpp>

#include <weir/stages.hpp>
#include "print_output.hpp"
#include "schema.hpp"

namespace weir::cli {
namespace {

const char* const kSchemaExamples = R"(Example:
  weir schema > weir.schema.json

An editor that knows JSON Schema for YAML then completes keys and kinds, and marks what is wrong while you type. In a file, say
  # yaml-language-server: $schema=weir.schema.json)";

}  // namespace

void add_schema_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of a pipeline's file");
  command->footer(kSchemaExamples);
  command->callback([&exit_code] {
    Registry registry;
    register_stages(registry);
    exit_code = print_output(schema_json(registry));
  });
}

}  // namespace weir::cli
