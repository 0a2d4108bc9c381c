#include "test/run_case.hpp"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <weir/pipeline.hpp>
#include <weir/plan.hpp>

#include "config/tidy_up.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "diagnostics/what_of.hpp"
#include "test/captured_rows.hpp"
#include "test/case_config.hpp"
#include "test/differences.hpp"
#include "test/given_rows.hpp"

namespace weir::cli {

using diagnostics::did_you_mean;
using diagnostics::shown;

namespace {

// Beyond those that are expected, of one place: enough to show how it differs.
constexpr std::size_t kMostSurplus = 1000;

// A case with the plan for it, and the places for what comes.
struct PlannedCase {
  CaseConfig made;
  std::vector<std::shared_ptr<CapturedRows>> captured;
  Plan plan;
};

Registry kinds_for(const Registry& registry, const PlannedCase& planned) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const auto& text : planned.made.texts) names.emplace_back(text->path(), text->name());
  Registry kinds = registry;
  kinds.add(given_rows_kind());
  kinds.add(capture_kind(planned.captured, std::move(names)));
  return kinds;
}

const PlannedStage* find_stage(const Plan& plan, const std::string& name) {
  const auto found = std::find_if(plan.stages.begin(), plan.stages.end(), [&](const PlannedStage& stage) { return stage.name == name; });
  return found == plan.stages.end() ? nullptr : &*found;
}

const StageConfig& config_of(const PipelineConfig& config, const PlannedStage& stage) {
  return *std::find_if(config.stages.begin(), config.stages.end(),
                       [&](const StageConfig& written) { return written.name.value == stage.name; });
}

// Which stage mixes up the rows that come to this one, if there is one: it reads several inputs, or works in several replicas.
std::optional<std::string> disorder(const PlannedCase& planned, const PlannedStage& capture, const Registry& registry) {
  const PlannedStage* stage = &capture;
  while (!stage->in_edges.empty()) {
    if (stage->in_edges.size() > 1)
      return stage == &capture ? std::optional<std::string>("it reads several inputs")
                               : fmt::format("'{}' reads several inputs", stage->name);
    stage = &planned.plan.stages[planned.plan.edges[stage->in_edges.front()].from];
    const Setting<Count>& replicas = config_of(planned.made.config, *stage).replicas;
    const Kind* const kind = registry.find(stage->kind);
    const bool single = kind != nullptr && kind->info.single_replica;
    if (replicas.value && replicas->number.value_or(2) > 1 && !single && !stage->ordered)
      return fmt::format("'{}' works in several replicas", stage->name);
    if (kind != nullptr && kind->info.makes_order) return std::nullopt;
  }
  return std::nullopt;
}

void check_columns(const ExpectedRows& expected, const Plan& plan, const PlannedStage& capture, const ErrorScope& errors) {
  if (expected.rows.empty()) return;
  const PlannedEdge& edge = plan.edges[capture.in_edges.front()];
  const auto names = column_names(*capture.in, plan.stages[edge.from].output_columns(edge.output).value_or(Columns()));
  for (const Member& cell : expected.rows.front().members) {
    if (std::find(names.begin(), names.end(), cell.key) != names.end()) continue;
    std::string mend = did_you_mean(cell.key, names);
    if (mend.empty()) mend = fmt::format("there are {}", fmt::join(names, ", "));
    errors.add(cell.key_position, {fmt::format("'{}' has no column '{}'", expected.label, shown(cell.key)), mend});
  }
}

void check_expected(const PlannedCase& planned, const TestCase& test, const Registry& registry, const ErrorScope& errors) {
  for (std::size_t i = 0; i < test.expected.size(); ++i) {
    const ExpectedRows& expected = test.expected[i];
    const PlannedStage* const capture = find_stage(planned.plan, planned.made.captures[i]);
    if (capture == nullptr) {
      errors.add(expected.position, fmt::format("nothing comes from '{}', which is left out of the run", expected.label));
      continue;
    }
    check_columns(expected, planned.plan, *capture, errors);
    const auto mixed = expected.any_order ? std::nullopt : disorder(planned, *capture, registry);
    if (mixed && expected.rows.size() > 1)
      errors.add(expected.position,
                 {fmt::format("in which order these rows come is not certain: {}", *mixed), "write {any_order: true, rows: […]}"});
  }
}

// Reports to `diagnostics` what is wrong.
std::optional<PlannedCase> planned_case(const PipelineConfig& config, const TestCase& test, const Registry& registry,
                                        std::vector<Diagnostic>& diagnostics) {
  const std::size_t before = diagnostics.size();
  const ErrorScope errors = ErrorScope(diagnostics).key("tests");
  PlannedCase planned{make_case_config(config, test, registry, errors), {}, {}};
  if (diagnostics.size() > before) return std::nullopt;
  for (const ExpectedRows& expected : test.expected) {
    planned.captured.push_back(std::make_shared<CapturedRows>());
    planned.captured.back()->most = expected.rows.size() + kMostSurplus;
  }
  try {
    planned.plan = make_plan(planned.made.config, kinds_for(registry, planned));
  } catch (const ConfigError& error) {
    diagnostics.insert(diagnostics.end(), error.diagnostics().begin(), error.diagnostics().end());
    return std::nullopt;
  }
  check_expected(planned, test, registry, errors.key("expect"));
  config::tidy_up(diagnostics, config);
  return diagnostics.size() > before ? std::nullopt : std::optional(std::move(planned));
}

// What a run says of its files, by the names that they have in the case.
std::string with_names(std::string text, const CaseConfig& made) {
  for (const auto& file : made.texts) {
    for (std::size_t at = text.find(file->path()); at != std::string::npos; at = text.find(file->path(), at + file->name().size()))
      text.replace(at, file->path().size(), file->name());
  }
  return text;
}

std::string failure_of(PlannedCase& planned, const TestCase& test) {
  RunReport report;
  try {
    report = Pipeline(planned.plan).run();
  } catch (const std::exception&) {
    return with_names(fmt::format("the run failed: {}\n", diagnostics::what_of(std::current_exception())), planned.made);
  }
  std::string failure;
  for (const StageReport& stage : report.stages) {
    for (const std::string& line : stage.missing) failure += with_names(fmt::format("'{}': {}\n", stage.name, line), planned.made);
  }
  for (std::size_t i = 0; i < test.expected.size(); ++i) failure += differences(test.expected[i], *planned.captured[i]);
  return failure;
}

}  // namespace

void check_case(const PipelineConfig& config, const TestCase& test, const Registry& registry, std::vector<Diagnostic>& diagnostics) {
  static_cast<void>(planned_case(config, test, registry, diagnostics));
}

CaseResult run_case(const PipelineConfig& config, const TestCase& test, const Registry& registry) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<Diagnostic> diagnostics;
  auto planned = planned_case(config, test, registry, diagnostics);
  if (!planned) throw ConfigError(std::move(diagnostics), config.texts);  // a file has changed since it was checked
  CaseResult result;
  result.failure = failure_of(*planned, test);
  result.took = std::chrono::steady_clock::now() - begin;
  return result;
}

}  // namespace weir::cli
