#include "commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "options/choice_option.hpp"
#include "options/config_options.hpp"
#include "terminal/print_output.hpp"
#include "views/plan_drawing.hpp"

namespace weir::cli {
namespace {

enum class GraphFormat { dot, mermaid };

struct GraphOptions {
  ConfigOptions config;
  GraphFormat format = GraphFormat::dot;
};

const char* const kGraphExamples = R"(Examples:
  weir graph configs/diamond.yaml | dot -Tsvg > diamond.svg
  weir graph configs/diamond.yaml --format mermaid

A stage shows its name, its kind and its replicas; an edge shows its item type and the batches that may wait × the items in each.
What `enabled: false` leaves out is drawn with dashes.)";

int graph(const GraphOptions& options) {
  Registry registry;
  register_stages(registry);
  const Plan plan = make_plan(read_config(options.config), registry);
  return print_output(options.format == GraphFormat::dot ? dot_drawing(plan) : mermaid_drawing(plan));
}

}  // namespace

void add_graph_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<GraphOptions>();
  CLI::App* command = app.add_subcommand("graph", "Draw a pipeline");
  add_config_options(*command, options->config);
  add_choice_option<GraphFormat>(*command, "--format", options->format, {{"dot", GraphFormat::dot}, {"mermaid", GraphFormat::mermaid}},
                                 "dot (the default) or mermaid");
  command->footer(kGraphExamples);
  command->callback([options, &exit_code] { exit_code = graph(*options); });
}

}  // namespace weir::cli
