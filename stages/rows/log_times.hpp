#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include <weir/columns.hpp>

namespace weir::stages {

/// Reads times as logs have them. Immutable: any thread may use it.
class LogTimes {
 public:
  /// `year` is that of times that have none. Without it, such a time is in the latest year in which it is at most a day after `now`: clocks
  /// differ, and zones do.
  explicit LogTimes(std::optional<int> year, Time now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()))
      : year_(year), now_(now) {}

  /// Reads the whole text into `value`; false when it is not a time, and `value` is then unspecified. A time is as `read_time` has it, as
  /// web servers write it (`31/Jan/2024:12:30:05 +0100`), or as the files of a syslog have it (RFC 3164: `Jan 31 12:30:05`, in UTC, with a
  /// blank before a day of one digit).
  [[nodiscard]] bool read(std::string_view text, Time& value) const noexcept;

 private:
  [[nodiscard]] bool read_syslog_time(std::string_view text, Time& value) const noexcept;

  std::optional<int> year_;
  Time now_;
};

}  // namespace weir::stages
