#include "config_options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdint>
#include <string>

#include <fmt/format.h>

#include <weir/param_value.hpp>

#include "config/limits.hpp"
#include "config/printable.hpp"
#include "config/read_text.hpp"
#include "plugin_option.hpp"

namespace weir::cli {
namespace {

// An option's text as a value of the config, so that it is read and complained about like any other.
Value option_value(const std::string& option, const std::string& text, PipelineConfig& config) {
  Value value(text);
  value.position = {static_cast<std::uint32_t>(config.sources.size()), 1, 1};
  config.sources.push_back({option, text});
  return value;
}

void set_workers(const std::string& text, PipelineConfig& config) {
  const Value value = option_value("--workers", text, config);
  if (text == "auto") {
    config.workers = {Count(), value.position};
    return;
  }
  if (text.empty() || std::isalpha(static_cast<unsigned char>(text.front())) != 0) {
    config.diagnostics.push_back({value.position, "expected a whole number or auto, found '" + printable(text, Layout::escape) + "'"});
    return;
  }
  ParamShape shape;
  shape.at_least = "1";
  shape.at_most = std::to_string(kMostWorkers);
  std::uint64_t number = 0;
  if (!read_value(value, number, config.diagnostics, shape)) return;
  if (number > kMostWorkers) {
    config.diagnostics.push_back({value.position, fmt::format("'{}' is too large: the largest is {}", number, kMostWorkers)});
    return;
  }
  if (number == 0) {
    config.diagnostics.push_back({value.position, "'0' is too small: the smallest is 1; write auto for the cores that weir may use"});
    return;
  }
  config.workers = {Count(number), value.position};
}

void set_timeout(const std::string& text, PipelineConfig& config) {
  const Value value = option_value("--timeout", text, config);
  ParamShape shape;
  shape.at_least = "1ns";
  std::chrono::nanoseconds timeout{};
  if (read_value(value, timeout, config.diagnostics, shape)) config.timeout = {timeout, value.position};
}

}  // namespace

void add_config_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("FILE", options.file, "the pipeline, in YAML; - reads it from stdin")->required()->type_name("");
  add_override_options(command, options);
}

void add_override_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("--set", options.overrides, "override a value: stage.key=value, stage.params.key=value or key=value; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  add_plugin_option(command, options.plugins);
}

void add_limit_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("--workers", options.workers, "threads, or auto: the cores that weir may use")->type_name("N");
  command.add_option("--timeout", options.timeout, "end the run after this long, such as 500ms, 60s or 2m")->type_name("DURATION");
}

PipelineConfig read_config(const ConfigOptions& options) {
  PipelineConfig config = options.file == "-"
                              ? PipelineConfig::from_string(read_text(STDIN_FILENO, "<stdin>"), "<stdin>", options.overrides)
                              : PipelineConfig::from_file(options.file, options.overrides);
  put_plugins_first(options.plugins, config);
  if (options.workers) set_workers(*options.workers, config);
  if (options.timeout) set_timeout(*options.timeout, config);
  return config;
}

std::optional<std::chrono::nanoseconds> read_duration_option(const std::string& option, const std::string& text, PipelineConfig& config) {
  std::chrono::nanoseconds duration{};
  if (!read_value(option_value(option, text, config), duration, config.diagnostics)) return std::nullopt;
  return duration;
}

}  // namespace weir::cli
