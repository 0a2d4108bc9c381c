#include "graph_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string_view>

#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "choice_option.hpp"
#include "config_options.hpp"
#include "print_output.hpp"

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

A stage shows its name, its kind and its replicas; an edge shows its item type and the batches that may wait × the items in each.)";

// Quotes and backslashes in a name must not end the label that it is in.
std::string dot_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string mermaid_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '"':
        escaped += "#quot;";
        break;
      case '#':
        escaped += "#35;";
        break;
      case '<':
        escaped += "#lt;";
        break;
      case '>':
        escaped += "#gt;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string replicas_text(const PlannedStage& stage) {
  std::string text = stage.replicas == 1 ? "" : fmt::format(" × {}", stage.replicas);
  if (stage.ordered) text += ", ordered";
  return text;
}

std::string queue_text(const PlannedEdge& edge) {
  return fmt::format("{} × {}", edge.queue_depth, edge.auto_batch_size ? "auto" : fmt::format("{}", edge.batch_size));
}

std::string dot(const Plan& plan) {
  std::string text = fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=box];\n", dot_text(plan.name));
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    text += fmt::format("  s{} [label=\"{}\\n{}{}\"];\n", i, dot_text(stage.name), dot_text(stage.kind), replicas_text(stage));
  }
  for (const PlannedEdge& edge : plan.edges) {
    text += fmt::format("  s{} -> s{} [label=\"{}\\n{}\"];\n", edge.from, edge.to, dot_text(plan.stages[edge.from].out->name),
                        queue_text(edge));
  }
  return text + "}\n";
}

std::string mermaid(const Plan& plan) {
  std::string text = "flowchart LR\n";
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    text += fmt::format("  s{}[\"{}<br/>{}{}\"]\n", i, mermaid_text(stage.name), mermaid_text(stage.kind), replicas_text(stage));
  }
  for (const PlannedEdge& edge : plan.edges) {
    const std::string type = mermaid_text(plan.stages[edge.from].out->name);
    text += fmt::format("  s{} -->|\"{}<br/>{}\"| s{}\n", edge.from, type, queue_text(edge), edge.to);
  }
  return text;
}

int graph(const GraphOptions& options) {
  Registry registry;
  register_stages(registry);
  const Plan plan = make_plan(read_config(options.config), registry);
  return print_output(options.format == GraphFormat::dot ? dot(plan) : mermaid(plan));
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
