#pragma once

#include <CLI/CLI.hpp>

namespace weir::cli {

/// The command line of weir: all that may stand on it, and what it then does. One to a process.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Parses, runs the command that is named, and returns the exit code. Says on stderr what is wrong; throws nothing.
  int run(int argc, const char* const* argv);

  /// What was declared.
  [[nodiscard]] const CLI::App& app() const noexcept { return app_; }

 private:
  int parse_and_run(int argc, const char* const* argv);
  int answer(const CLI::ParseError& error) const;

  CLI::App app_;
  int exit_code_ = 0;
};

}  // namespace weir::cli
