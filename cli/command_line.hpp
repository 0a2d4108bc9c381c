#pragma once

#include <CLI/CLI.hpp>

namespace weir::cli {

/// The command line of weir: its commands and options, and what they do. One per process.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  /// Parses, runs the named command, and returns the exit code. Says on stderr what is wrong with the line; throws what the command throws.
  int run(int argc, const char* const* argv);

  /// What was declared.
  [[nodiscard]] const CLI::App& app() const noexcept { return app_; }

 private:
  int answer(const CLI::ParseError& error) const;

  CLI::App app_;
  int exit_code_ = 0;
};

/// The command, from the arguments of `main` to its exit code. Reports errors on stderr, also where no memory is left for that.
int run_command_line(int argc, const char* const* argv) noexcept;

}  // namespace weir::cli
