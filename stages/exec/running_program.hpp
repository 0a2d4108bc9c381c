#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "exec/child.hpp"
#include "exec/ready_set.hpp"

namespace weir::stages {

/// The beginning of what a program prints on one of its streams.
struct Printed {
  std::size_t most;       ///< bytes that are kept
  std::string text = {};  ///< these
  std::uint64_t cut = 0;  ///< how many came behind them
};

/// A program under way that is given a text and whose output is kept. It is called when something of it is ready. One thread at a time.
class RunningProgram {
 public:
  using Clock = std::chrono::steady_clock;

  /// Adds its descriptors to the set, each with a name that begins with `name`: the lowest two bits say which. `input` outlives this.
  /// `most_out` and `most_err`: bytes of its output that are kept.
  RunningProgram(Child child, std::string_view input, std::size_t most_out, std::size_t most_err, ReadySet& set, std::uint64_t name);

  /// Something of it is ready: the name that the set has told.
  void ready(std::uint64_t name);
  /// Asks it to end (SIGTERM); a second later, it is killed.
  void end(Clock::time_point now);
  /// Kills it if that second is over.
  void look_at_clock(Clock::time_point now);
  /// When that will be; nothing when nobody has asked it to end, or it has been killed.
  [[nodiscard]] const std::optional<Clock::time_point>& killed_at() const noexcept { return killed_at_; }

  /// How it ended, once all that it printed is here.
  [[nodiscard]] const std::optional<Ending>& ending() const noexcept { return ending_; }
  [[nodiscard]] Printed& out() noexcept { return out_; }  ///< what it printed
  [[nodiscard]] Printed& err() noexcept { return err_; }
  /// To wait for its end.
  [[nodiscard]] const Descriptor& end_of_it() const noexcept { return child_.end(); }

 private:
  enum class Stream : std::uint64_t { in, out, err, end };
  static constexpr std::uint64_t kStreamBits = 3;

  [[nodiscard]] static std::uint64_t in_set(std::uint64_t name, Stream stream) noexcept {
    return name | static_cast<std::uint64_t>(stream);
  }
  void look_at_end();
  void write_some();
  void read_some(Descriptor& stream, Printed& printed, bool all);

  Child child_;
  std::string_view input_;  // not yet written
  Printed out_;
  Printed err_;
  std::optional<Ending> ending_;
  std::optional<Clock::time_point> killed_at_;
};

}  // namespace weir::stages
