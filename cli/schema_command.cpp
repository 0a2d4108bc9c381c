#include "schema_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include <weir/registry.hpp>

#include "exit_code.hpp"
#include "register.hpp"
#include "schema.hpp"

namespace weir::cli {
namespace {

const char* const kExamples = R"(Example:
  weir schema > weir.schema.json

An editor that knows JSON Schema for YAML then completes keys and kinds, and marks what is wrong while you type. In a file, say
  # yaml-language-server: $schema=weir.schema.json)";

}  // namespace

void add_schema_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("schema", "Print the JSON Schema of a pipeline's file");
  command->footer(kExamples);
  command->callback([&exit_code] {
    Registry registry;
    register_stages(registry);
    fmt::print("{}", schema_json(registry));
    exit_code = kDone;
  });
}

}  // namespace weir::cli
