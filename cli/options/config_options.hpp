#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <weir/config.hpp>

namespace CLI {
class App;
}

namespace weir::cli {

/// The part of a command line that selects the pipeline: its files, of which each goes over those before it, and overrides.
struct ConfigOptions {
  std::vector<std::string> files;  ///< `-` for stdin
  std::vector<std::string> overrides;
  std::vector<std::string> plugins;
  std::optional<std::string> workers;
  std::optional<std::string> timeout;
};

/// Adds FILE, `--set` and `--plugin`.
void add_config_options(CLI::App& command, ConfigOptions& options);
/// Adds `--workers` and `--timeout`.
void add_limit_options(CLI::App& command, ConfigOptions& options);

/// Adds the text of an option to those that diagnostics can point into and returns the position of its start.
[[nodiscard]] Position add_option_text(const std::string& option, const std::string& text, std::vector<ConfigText>& texts);

/// Reads the files and applies the overrides. Errors in an option join the config's diagnostics and point at that option.
/// Throws `Error` when a file cannot be read, or is the standard input for a second time.
[[nodiscard]] PipelineConfig read_config(const ConfigOptions& options);

/// Whether one of the files is the standard input.
[[nodiscard]] bool reads_stdin(const ConfigOptions& options);

/// Reads the value of an option as a duration, written as in a config. An error joins the diagnostics of `config`, and nothing is returned.
[[nodiscard]] std::optional<std::chrono::nanoseconds> read_duration_option(const std::string& option, const std::string& text,
                                                                           PipelineConfig& config);

}  // namespace weir::cli
