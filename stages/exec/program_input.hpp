#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "exec/child.hpp"
#include "exec/child_maker.hpp"
#include "exec/command.hpp"
#include "exec/last_bytes.hpp"
#include "system/output_file.hpp"

namespace weir::stages {

/// A program that is written to; what it prints goes into a file, which appears whole under its name when the program has ended well. It is
/// started with the first call. One thread at a time.
///
/// Errors: `Error` when it cannot be started, and when it ended with an exit code that is not in `ok`, or by a signal; what `OutputFile`
/// throws; `Stopped` when the run is stopped while it waits for the program.
class ProgramInput {
 public:
  /// What it is, which of its exit codes are no failure, and where what it prints goes, which outlives this.
  ProgramInput(Command command, std::vector<int> ok, OutputFile& printed);
  ProgramInput(const ProgramInput&) = delete;
  ProgramInput& operator=(const ProgramInput&) = delete;
  ~ProgramInput();

  /// Asked while the program takes nothing. Before the first call of another function.
  void stop_when(std::function<bool()> stopping) { stopping_ = std::move(stopping); }

  /// Writes all of it. False when the program takes no more: it has closed its input, or has ended.
  [[nodiscard]] bool write(std::string_view text);
  /// Ends its input, and waits for its end.
  void finish();
  /// Of an input that is not whole, which it must not take for one: asks it to end (SIGTERM), and kills it after a second. Returns what
  /// `OutputFile::commit_partial` does.
  std::optional<std::string> finish_partial();

 private:
  void start();
  void exchange();
  void wait();
  void take_printed();
  void wait_for_end();

  Command command_;
  std::vector<int> ok_;
  OutputFile& printed_;
  std::function<bool()> stopping_;
  ChildMaker maker_;
  std::optional<Child> child_;
  std::optional<Ending> ending_;
  LastBytes said_;
};

}  // namespace weir::stages
