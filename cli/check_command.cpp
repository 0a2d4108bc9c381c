#include "check_command.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/param_value.hpp>
#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "config_options.hpp"
#include "exit_code.hpp"
#include "json_text.hpp"
#include "plan_json.hpp"
#include "print_output.hpp"
#include "role_name.hpp"
#include "say.hpp"
#include "text_table.hpp"

namespace weir::cli {
namespace {

struct CheckOptions {
  ConfigOptions config;  // its file is each of these in turn
  std::vector<std::string> files;
  bool json = false;
};

// What came of one file: its plan, or what is wrong.
struct Checked {
  std::string file;
  std::optional<Plan> plan;
  std::vector<SourceText> sources;
  std::vector<Diagnostic> errors;
  std::string text;  // the errors rendered
};

const char* const kCheckExamples = R"(Examples:
  weir check configs/word_count.yaml
  weir check configs/word_count.yaml --set count.replicas=2
  weir check configs/primes.yaml configs/matmul.yaml   each, whatever is wrong with the others
  weir check --json configs/primes.yaml                the plan, or the errors, for another program

Prints what a run would do: every stage with its numbers resolved, every queue, and the most that can be held at one time. Everything that
is wrong with a file is shown at once.

Exit status: 0 the pipelines can run, 2 one of them cannot.)";

std::string type_name(const ItemType* type) {
  return type == nullptr ? "-" : type->name;
}

std::string batch_size_text(const PlannedEdge& edge) {
  return edge.auto_batch_size ? "auto" : fmt::format("{}", edge.batch_size);
}

std::string stages_text(const Plan& plan) {
  constexpr auto kLeft = TextTable::Align::left;
  constexpr auto kRight = TextTable::Align::right;
  TextTable table({{"stage", kLeft},
                   {"role", kLeft},
                   {"kind", kLeft},
                   {"takes", kLeft},
                   {"gives", kLeft},
                   {"replicas", kRight},
                   {"batch_size", kRight},
                   {"queue_depth", kRight},
                   {"batch_wait", kRight},
                   {"ordered", kLeft}});
  for (const PlannedStage& stage : plan.stages) {
    const PlannedEdge* edge = stage.in_edges.empty() ? nullptr : &plan.edges[stage.in_edges.front()];
    table.add({stage.name, role_name(stage.role), stage.kind, type_name(stage.in), type_name(stage.out), fmt::format("{}", stage.replicas),
               edge == nullptr ? "-" : batch_size_text(*edge), edge == nullptr ? "-" : fmt::format("{}", edge->queue_depth),
               stage.batch_wait ? format_value(*stage.batch_wait) : "", stage.ordered ? "yes" : ""});
  }
  return table.render();
}

std::string edges_text(const Plan& plan) {
  std::string text = "edges\n";
  for (const PlannedEdge& edge : plan.edges) {
    text += fmt::format("  {} -> {}: at most {} {} a batch, {} {} waiting\n", plan.stages[edge.from].name, plan.stages[edge.to].name,
                        edge.batch_size, edge.batch_size == 1 ? "item" : "items", edge.queue_depth,
                        edge.queue_depth == 1 ? "batch" : "batches");
  }
  return text;
}

std::string plan_text(const Plan& plan) {
  const Bound bound = plan.bound();
  std::string text = fmt::format("pipeline {}\n\n{}\n{}\n", plan.name, stages_text(plan), edges_text(plan));
  text += fmt::format("bound    {} batches, {} items at one time\n", bound.batches, bound.items);
  text += fmt::format("workers  {}\n", plan.workers);
  text += fmt::format("timeout  {}\n", plan.timeout ? format_value(*plan.timeout) : "none");
  return text;
}

Checked checked(const std::string& file, ConfigOptions options, const Registry& registry) {
  Checked checked{file, {}, {}, {}, ""};
  options.file = file;
  try {
    const PipelineConfig config = read_config(options);
    checked.sources = config.sources;
    checked.plan = make_plan(config, registry);
  } catch (const ConfigError& error) {
    checked.errors = error.diagnostics();
    checked.text = error.what();
  } catch (const Error& error) {  // the file cannot be read
    checked.errors = {{Position(), error.what()}};
    checked.text = fmt::format("weir: error: {}\n", error.what());
  }
  return checked;
}

std::string all_json(const std::vector<Checked>& all, bool good) {
  constexpr int kVersion = 1;
  nlohmann::ordered_json json{{"version", kVersion}, {"ok", good}, {"files", nlohmann::ordered_json::array()}};
  for (const Checked& one : all) {
    json["files"].push_back({{"file", one.file},
                             {"ok", one.plan.has_value()},
                             {"errors", errors_json(one.errors, one.sources, one.file)},
                             {"plan", one.plan ? plan_json(*one.plan) : nlohmann::ordered_json(nullptr)}});
  }
  return json_text(json);
}

// Plans go to stdout, what is wrong to stderr.
std::string all_text(const std::vector<Checked>& all) {
  std::string text;
  for (const Checked& one : all) {
    say_errors(one.text);
    if (!one.plan) continue;
    if (all.size() > 1) text += fmt::format("{}==> {} <==\n", text.empty() ? "" : "\n", one.file);
    text += plan_text(*one.plan);
  }
  return text;
}

int check(const CheckOptions& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) throw Error("stdin can be read once: name - once");
  Registry registry;
  register_stages(registry);
  std::vector<Checked> all;
  for (const std::string& file : options.files) all.push_back(checked(file, options.config, registry));
  const bool good = std::all_of(all.begin(), all.end(), [](const Checked& one) { return one.plan.has_value(); });
  const int printed = print_output(options.json ? all_json(all, good) : all_text(all));
  return good ? printed : kBadUse;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Check pipelines and print their plans");
  command->add_option("FILE", options->files, "pipelines, in YAML; - reads one from stdin")->required()->type_name("");
  command->add_flag("--json", options->json, "print plans and errors as JSON, to stdout");
  add_override_options(*command, options->config);
  add_limit_options(*command, options->config);
  command->footer(kCheckExamples);
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace weir::cli
