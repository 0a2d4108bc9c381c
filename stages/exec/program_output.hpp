#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "exec/child.hpp"
#include "exec/child_maker.hpp"
#include "exec/command.hpp"
#include "exec/last_bytes.hpp"
#include "text/raw_file.hpp"

namespace weir::stages {

/// What a program prints, which is started when it is first read. Reading does not wait. Its end is the end of what can be read; one with
/// an exit code that is not in `ok`, or by a signal, is an `Error`, which has the end of its stderr. A program that is left before its end
/// is asked to end (SIGTERM), and killed after a second. One thread at a time.
class ProgramOutput final : public RawInput {
 public:
  ProgramOutput(Command command, std::vector<int> ok);
  ~ProgramOutput() override;

  [[nodiscard]] Got read(std::span<char> to, std::size_t& count) override;
  /// Whether there was nothing when it was read last, and there will be when one of `streams` can be read.
  [[nodiscard]] bool is_silent() const noexcept { return is_silent_; }
  /// Those that are open. Requires: it has been read.
  [[nodiscard]] std::vector<int> streams();
  /// Whether all that it printed has been read, and it has ended well.
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }

 private:
  [[nodiscard]] Got read_out(std::span<char> to, std::size_t& count);

  Command command_;
  std::vector<int> ok_;
  ChildMaker maker_;
  std::optional<Child> child_;
  std::optional<Ending> ending_;
  LastBytes said_;
  bool is_silent_ = false;
  bool at_end_ = false;
};

}  // namespace weir::stages
