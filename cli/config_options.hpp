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

/// The part of a command line that says which pipeline: a file and what overrides it.
struct ConfigOptions {
  std::string file;  ///< `-` for stdin
  std::vector<std::string> overrides;
  std::vector<std::string> plugins;
  std::optional<std::string> workers;
  std::optional<std::string> timeout;
};

/// Adds FILE, `--set` and `--plugin`.
void add_config_options(CLI::App& command, ConfigOptions& options);
/// The same without FILE.
void add_override_options(CLI::App& command, ConfigOptions& options);
/// Adds `--workers` and `--timeout`.
void add_limit_options(CLI::App& command, ConfigOptions& options);

/// Reads the file, then applies what overrides it. What is wrong with an option is among the config's diagnostics, pointing at that option.
/// Throws `Error` when the file cannot be read.
[[nodiscard]] PipelineConfig read_config(const ConfigOptions& options);

/// The value of an option that is a duration, written as in a config. What is wrong with it joins `config`'s diagnostics, and nothing is
/// returned.
[[nodiscard]] std::optional<std::chrono::nanoseconds> read_duration_option(const std::string& option, const std::string& text,
                                                                           PipelineConfig& config);

}  // namespace weir::cli
