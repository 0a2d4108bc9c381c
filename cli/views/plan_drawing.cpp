#include "views/plan_drawing.hpp"

#include <fmt/format.h>

#include <string_view>

namespace weir::cli {
namespace {

// Quotes and backslashes in a name must not end its label.
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

// The type, after the name of the output where that has one.
std::string items_text(const PlannedEdge& edge, const Plan& plan) {
  const PlannedStage& from = plan.stages[edge.from];
  const bool main = edge.output == 0;
  const std::string type = main && from.columns ? to_string(*from.columns) : from.output_type(edge.output).name;
  return main ? type : fmt::format("{}: {}", from.named_outputs[edge.output - 1].name, type);
}

std::string queue_text(const PlannedEdge& edge) {
  return fmt::format("{} × {}", edge.queue_depth, edge.auto_batch_size ? "auto" : fmt::format("{}", edge.batch_size));
}

}  // namespace

std::string dot_drawing(const Plan& plan) {
  std::string text = fmt::format("digraph \"{}\" {{\n  rankdir=LR;\n  node [shape=box];\n", dot_text(plan.name));
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    text += fmt::format("  s{} [label=\"{}\\n{}{}\"];\n", i, dot_text(stage.name), dot_text(stage.kind), replicas_text(stage));
  }
  for (const PlannedEdge& edge : plan.edges) {
    text += fmt::format("  s{} -> s{} [label=\"{}\\n{}\"];\n", edge.from, edge.to, dot_text(items_text(edge, plan)), queue_text(edge));
  }
  for (std::size_t i = 0; i < plan.left_out.size(); ++i) {
    const LeftOut& left = plan.left_out[i];
    if (left.cause == LeftOut::Cause::unread) continue;
    text += fmt::format("  x{} [label=\"{}\\n{}\\nleft out\", style=dashed];\n", i, dot_text(left.name), dot_text(left.kind));
  }
  return text + "}\n";
}

std::string mermaid_drawing(const Plan& plan) {
  std::string text = "flowchart LR\n";
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    text += fmt::format("  s{}[\"{}<br/>{}{}\"]\n", i, mermaid_text(stage.name), mermaid_text(stage.kind), replicas_text(stage));
  }
  for (const PlannedEdge& edge : plan.edges) {
    const std::string type = mermaid_text(items_text(edge, plan));
    text += fmt::format("  s{} -->|\"{}<br/>{}\"| s{}\n", edge.from, type, queue_text(edge), edge.to);
  }
  for (std::size_t i = 0; i < plan.left_out.size(); ++i) {
    const LeftOut& left = plan.left_out[i];
    if (left.cause == LeftOut::Cause::unread) continue;
    text += fmt::format("  x{0}[\"{1}<br/>{2}<br/>left out\"]\n  style x{0} stroke-dasharray: 5\n", i, mermaid_text(left.name),
                        mermaid_text(left.kind));
  }
  return text;
}

}  // namespace weir::cli
