#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace weir::stages {

/// The first line of a log of `exec.run`. The two last columns are the text of a job (`job_text`).
inline constexpr std::string_view kJobLogHeader = "start\tseconds\texit\tstdin\tcommand\n";

/// What stands in the column `exit` for a program that took too long, and for one that could not be executed.
inline constexpr std::string_view kTimedOut = "timeout";
inline constexpr std::string_view kNotExecuted = "not_executed";

/// A line about a program that has ended now.
/// `exit`: its exit code, `SIG` and the name of the signal that ended it, or one of the two words above.
[[nodiscard]] std::string job_line(std::chrono::system_clock::time_point start, double seconds, std::string_view exit,
                                   std::string_view job);

/// What a log says about a job. The texts are parts of the line.
struct LoggedJob {
  std::optional<int> code;  ///< nothing: it did not end with an exit code
  std::string_view job;
};

/// Reads a line, which comes without its end; nothing when it is none that `job_line` makes.
[[nodiscard]] std::optional<LoggedJob> read_job_line(std::string_view line);

}  // namespace weir::stages
