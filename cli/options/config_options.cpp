#include "options/config_options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include <weir/param_value.hpp>

#include "config/limits.hpp"
#include "config/read_text.hpp"
#include "config/setting_reader.hpp"
#include "options/plugin_option.hpp"

namespace weir::cli {
namespace {

// An option's text as a value of the config, so that it is read and reported like any other.
Value option_value(const std::string& option, const std::string& text, PipelineConfig& config) {
  Value value(text);
  value.position = add_option_text(option, text, config.texts);
  return value;
}

void set_workers(const std::string& text, PipelineConfig& config) {
  const Value value = option_value("--workers", text, config);
  Count workers;
  if (config::CountReader{config::kMostWorkers}(value, workers, ErrorScope(config.diagnostics).key("workers")))
    config.workers = {workers, value.position};
}

void set_timeout(const std::string& text, PipelineConfig& config) {
  const Value value = option_value("--timeout", text, config);
  std::chrono::nanoseconds timeout{};
  if (config::read_timespan(value, timeout, ErrorScope(config.diagnostics).key("timeout"))) config.timeout = {timeout, value.position};
}

}  // namespace

void add_config_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("FILE", options.files, "the pipeline, in YAML, and files that change it; - reads one from stdin")
      ->required()
      ->type_name("");
  command.add_option("--set", options.overrides, "override a value: stage.key=value, stage.params.key=value or key=value; repeatable")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
  add_plugin_option(command, options.plugins);
}

void add_limit_options(CLI::App& command, ConfigOptions& options) {
  command.add_option("--workers", options.workers, "threads, or auto: the cores that weir may use")->type_name("N");
  command.add_option("--timeout", options.timeout, "end the run after this long, such as 500ms, 60s or 2m")->type_name("DURATION");
}

Position add_option_text(const std::string& option, const std::string& text, std::vector<ConfigText>& texts) {
  texts.push_back({option, text});
  return {static_cast<std::uint32_t>(texts.size() - 1), 1, 1};
}

bool reads_stdin(const ConfigOptions& options) {
  return std::find(options.files.begin(), options.files.end(), "-") != options.files.end();
}

PipelineConfig read_config(const ConfigOptions& options) {
  if (std::count(options.files.begin(), options.files.end(), "-") > 1) throw Error("stdin can be read once: name - once");
  std::vector<ConfigText> texts;
  for (const std::string& file : options.files) {
    if (file == "-")
      texts.push_back({"<stdin>", config::read_text(STDIN_FILENO, "<stdin>")});
    else
      texts.push_back({file, config::read_text(std::filesystem::path(file))});
  }
  PipelineConfig config = PipelineConfig::from_texts(texts, options.overrides, environment_variables());
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
