#include "commands/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/error.hpp>
#include <weir/error_scope.hpp>
#include <weir/param_value.hpp>
#include <weir/pipeline.hpp>
#include <weir/stages.hpp>

#include "exit_code.hpp"
#include "format/json.hpp"
#include "options/config_options.hpp"
#include "options/resume_options.hpp"
#include "terminal/print_output.hpp"
#include "terminal/say.hpp"
#include "test/test_case.hpp"
#include "views/plan_json.hpp"
#include "views/plan_text.hpp"
#include "views/variables_view.hpp"

namespace weir::cli {
namespace {

struct CheckOptions {
  ConfigOptions config;
  ResumeOptions resume;
  bool each = false;
  bool json = false;
};

// The result of one pipeline: its plan, or its errors.
struct Checked {
  std::vector<std::string> files;
  std::optional<Plan> plan;
  std::vector<ConfigText> texts;
  std::vector<UsedVariable> variables;
  std::vector<Diagnostic> errors;
  std::string text;  // the errors rendered
};

const char* const kCheckExamples = R"(Examples:
  weir check configs/word_count.yaml
  weir check configs/word_count.yaml --set count.replicas=2
  weir check base.yaml production.yaml                 one pipeline: what the second file says goes over the first
  weir check --each configs/primes.yaml configs/matmul.yaml   two, whatever is wrong with the other
  weir check --json configs/primes.yaml                the plan, or the errors, for another program

Prints what a run would do: every stage with its numbers resolved, every queue, and the most that can be in flight at one time. All errors of
a file are shown at once.

Exit status: 0 the pipelines can run, 2 one of them cannot.)";

Checked checked(const ConfigOptions& options, const ResumeOptions& resume, const Registry& registry) {
  Checked checked{options.files, {}, {}, {}, {}, ""};
  try {
    PipelineConfig config = read_config(options);
    set_resume(resume, registry, config);
    static_cast<void>(read_cases(config.tests, config.diagnostics));
    checked.texts = config.texts;
    checked.variables = config.variables;
    checked.plan = make_plan(config, registry);
  } catch (const ConfigError& error) {
    checked.errors = error.diagnostics();
    checked.text = error.what();
  } catch (const Error& error) {  // the file cannot be read
    ErrorScope(checked.errors).add({}, error.what());
    checked.text = fmt::format("weir: error: {}\n", error.what());
  }
  return checked;
}

std::string all_json(const std::vector<Checked>& all, bool good) {
  constexpr int kVersion = 1;
  Json json{{"version", kVersion}, {"ok", good}, {"files", Json::array()}};
  for (const Checked& one : all) {
    const auto later = std::span(one.files).subspan(1);
    json["files"].push_back({{"file", one.files.front()},
                             {"changed_by", std::vector(later.begin(), later.end())},
                             {"ok", one.plan.has_value()},
                             {"errors", errors_json(one.errors, one.texts, one.files.front())},
                             {"plan", one.plan ? plan_json(*one.plan) : Json(nullptr)},
                             {"variables", variables_json(one.variables)}});
  }
  return json_text(json);
}

// Plans go to stdout, errors to stderr.
std::string all_text(const std::vector<Checked>& all) {
  std::string text;
  for (const Checked& one : all) {
    say_errors(one.text);
    if (!one.plan) continue;
    if (all.size() > 1) text += fmt::format("{}==> {} <==\n", text.empty() ? "" : "\n", one.files.front());
    text += plan_text(*one.plan) + variables_text(one.variables);
  }
  return text;
}

// Those that are checked, each with its files.
std::vector<ConfigOptions> pipelines(const CheckOptions& options) {
  if (!options.each) return {options.config};
  if (std::count(options.config.files.begin(), options.config.files.end(), "-") > 1) throw Error("stdin can be read once: name - once");
  std::vector<ConfigOptions> all;
  for (const std::string& file : options.config.files) {
    all.push_back(options.config);
    all.back().files = {file};
  }
  return all;
}

int check(const CheckOptions& options) {
  Registry registry;
  register_stages(registry);
  std::vector<Checked> all;
  for (const ConfigOptions& pipeline : pipelines(options)) all.push_back(checked(pipeline, options.resume, registry));
  const bool good = std::all_of(all.begin(), all.end(), [](const Checked& one) { return one.plan.has_value(); });
  const int printed = print_output(options.json ? all_json(all, good) : all_text(all));
  return good ? printed : kBadUse;
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<CheckOptions>();
  CLI::App* command = app.add_subcommand("check", "Check pipelines and print their plans");
  add_config_options(*command, options->config);
  command->add_flag("--each", options->each, "check each file by itself, as a pipeline of its own");
  command->add_flag("--json", options->json, "print plans and errors as JSON, to stdout");
  add_limit_options(*command, options->config);
  add_resume_options(*command, options->resume);
  command->footer(kCheckExamples);
  command->callback([options, &exit_code] { exit_code = check(*options); });
}

}  // namespace weir::cli
