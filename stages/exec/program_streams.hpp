#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "exec/child.hpp"
#include "exec/child_maker.hpp"
#include "exec/command.hpp"
#include "exec/last_bytes.hpp"
#include "text/raw_file.hpp"

namespace weir::stages {

/// What a program prints, and what it reads, where it does. It is started with the first call, and nothing here waits for it. Its end is
/// the end of what can be read; one with an exit code that is not in `ok`, or by a signal, is an `Error`, which has the end of its stderr.
/// A program that is left before its end is asked to end (SIGTERM), and killed after a second. One thread at a time.
class ProgramStreams final : public RawInput {
 public:
  /// One with nothing to read, or, `with_input`, what is written here. `maker` starts it.
  ProgramStreams(Command command, std::vector<int> ok, std::shared_ptr<ChildMaker> maker, bool with_input);
  ~ProgramStreams() override;

  [[nodiscard]] Got read(std::span<char> to, std::size_t& count) override;
  /// Writes what it takes of the text now, which is then gone from that. False when it takes none for the moment, or none any more.
  [[nodiscard]] bool write(std::string_view& text);
  /// It is to know that no more comes.
  void end_input();
  /// Whether it may take more: it has not closed its input, and that has not been ended.
  [[nodiscard]] bool takes_input();
  /// Whether there was nothing when it was read last, and there will be when one of `streams` can be read.
  [[nodiscard]] bool is_silent() const noexcept { return is_silent_; }
  /// Those that are open, but for its input. Requires: it has been read.
  [[nodiscard]] std::vector<int> streams();
  /// Can be written when it takes more. Requires: `takes_input()`.
  [[nodiscard]] int input() { return child_->in().number(); }
  /// Whether all that it printed has been read, and it has ended well.
  [[nodiscard]] bool at_end() const noexcept { return at_end_; }
  /// Nobody needs it any more: it is asked to end, if it has not, and is not read or written from now on.
  void ask_to_end() noexcept;
  /// The same, and waits until it has ended, or a second is over since it was asked; then it is killed.
  void leave() noexcept;

 private:
  void start();
  [[nodiscard]] Got read_out(std::span<char> to, std::size_t& count);

  Command command_;
  std::vector<int> ok_;
  std::shared_ptr<ChildMaker> maker_;
  bool with_input_;
  std::optional<Child> child_;
  std::optional<Ending> ending_;
  std::optional<std::chrono::steady_clock::time_point> mercy_ends_;  // of one that was asked to end
  LastBytes said_;
  bool is_silent_ = false;
  bool at_end_ = false;
};

}  // namespace weir::stages
