#include "commands/commands.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/error.hpp>
#include <weir/stages.hpp>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "exit_code.hpp"
#include "format/quantity.hpp"
#include "options/config_options.hpp"
#include "terminal/print_output.hpp"
#include "test/run_case.hpp"
#include "test/test_case.hpp"

namespace weir::cli {

using diagnostics::did_you_mean;
using diagnostics::shown;

namespace {

struct TestOptions {
  ConfigOptions config;
  std::vector<std::string> names;
  bool list = false;
};

const char* const kTestExamples = R"(Examples:
  weir test configs/orders.yaml
  weir test base.yaml production.yaml         the cases of both, with the pipeline that both describe
  weir test configs/orders.yaml --case 'large orders are taxed'

Cases are the list `tests` of a file, or of a file NAME_test.yaml beside NAME.yaml. Each gives rows or text to stages, in place of what
feeds them, and says which rows are to come out of others. What is between runs as it would in a run; sources and sinks do not.

Exit status: 0 all cases passed, 1 one failed, 2 the command line, a file or a case is wrong and nothing was started.)";

// `orders_test.yaml` of `orders.yaml`.
std::string beside(const std::string& file) {
  const std::filesystem::path path(file);
  return (path.parent_path() / (path.stem().string() + "_test" + path.extension().string())).string();
}

void add_files_beside(std::vector<std::string>& files) {
  const std::vector<std::string> named = files;
  for (const std::string& file : named) {
    std::error_code unknown;  // then reading it says why
    const std::string cases = beside(file);
    const bool there = file != "-" && std::filesystem::exists(cases, unknown);
    if (there && std::find(files.begin(), files.end(), cases) == files.end()) files.push_back(cases);
  }
}

// Those of `--case`, in the order of the file; all where it was not given.
std::vector<TestCase> chosen(std::vector<TestCase> cases, const std::vector<std::string>& names) {
  if (names.empty()) return cases;
  std::vector<std::string> known;
  known.reserve(cases.size());
  for (const TestCase& test : cases) known.push_back(test.name);
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string mend = did_you_mean(name, known);
    throw Error(fmt::format("--case: no case is called '{}'; {}", shown(name), mend.empty() ? "--list shows all" : mend));
  }
  std::erase_if(cases, [&](const TestCase& test) { return std::find(names.begin(), names.end(), test.name) == names.end(); });
  return cases;
}

// Throws `ConfigError` with all that is wrong with any of the cases, each thing once.
void check_cases(const PipelineConfig& config, const std::vector<TestCase>& cases, const Registry& registry) {
  std::vector<Diagnostic> all;
  for (const TestCase& test : cases) {
    std::vector<Diagnostic> found;
    check_case(config, test, registry, found);
    for (Diagnostic& diagnostic : found) {
      const auto is_it = [&](const Diagnostic& told) {
        return told.position == diagnostic.position && told.message() == diagnostic.message();
      };
      if (std::none_of(all.begin(), all.end(), is_it)) all.push_back(std::move(diagnostic));
    }
  }
  if (!all.empty()) throw ConfigError(std::move(all), config.texts);
}

std::string indented(std::string_view lines) {
  std::string text;
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    text += fmt::format("        {}\n", lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  return text;
}

int run_cases(const PipelineConfig& config, const std::vector<TestCase>& cases, const Registry& registry) {
  std::size_t failed = 0;
  for (const TestCase& test : cases) {
    const CaseResult result = run_case(config, test, registry);
    const bool passed = result.failure.empty();
    failed += passed ? 0 : 1;
    const int printed = print_output(
        fmt::format("{}  {} ({})\n{}", passed ? "ok    " : "FAILED", test.name, format_duration(result.took), indented(result.failure)));
    if (printed != kDone) return printed;
  }
  const int printed = print_output(fmt::format("{} {}, {} failed\n", cases.size(), cases.size() == 1 ? "case" : "cases", failed));
  return failed > 0 ? kFailed : printed;
}

int list_cases(const std::vector<TestCase>& cases) {
  std::string text;
  for (const TestCase& test : cases) text += test.name + '\n';
  return print_output(text);
}

int test(TestOptions options) {
  add_files_beside(options.config.files);
  Registry registry;
  register_stages(registry);
  PipelineConfig config = read_config(options.config);
  std::vector<TestCase> cases = read_cases(config.tests, config.diagnostics);
  if (!config.diagnostics.empty()) throw ConfigError(config.diagnostics, config.texts);
  if (cases.empty()) throw Error(fmt::format("'{}' has no cases: 'tests' is where they stand", shown(options.config.files.front())));
  cases = chosen(std::move(cases), options.names);
  if (options.list) return list_cases(cases);
  check_cases(config, cases, registry);
  return run_cases(config, cases, registry);
}

}  // namespace

void add_test_command(CLI::App& app, int& exit_code) {
  const auto options = std::make_shared<TestOptions>();
  CLI::App* command = app.add_subcommand("test", "Run the test cases of a pipeline");
  add_config_options(*command, options->config);
  command->add_option("--case", options->names, "run this case alone; repeatable")->type_name("NAME")->allow_extra_args(false);
  command->add_flag("--list", options->list, "list the cases, and run none");
  command->footer(kTestExamples);
  command->callback([options, &exit_code] { exit_code = test(*options); });
}

}  // namespace weir::cli
