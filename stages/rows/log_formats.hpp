#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weir/choices.hpp>
#include <weir/columns.hpp>

#include "rows/field_pattern.hpp"

namespace weir::stages {

/// Formats of log lines that are known by name.
enum class LogFormat {
  common,    ///< the Common Log Format of web servers
  combined,  ///< the same with referer and agent
  syslog,    ///< as RFC 3164 has it, in files
};
inline Choices<LogFormat> choices(LogFormat) {
  return {{"common", LogFormat::common}, {"combined", LogFormat::combined}, {"syslog", LogFormat::syslog}};
}

/// The pattern of the lines of a web server. Requires: the format is one of these.
[[nodiscard]] FieldPattern web_log_pattern(LogFormat format);

/// Splits the lines of a syslog, as the files in `/var/log` have them, into the columns of `fields`: `Jan 31 12:30:05 host cron[123]:
/// text`, where the time may also be one of ISO 8601. Without `cron:` or `cron[123]:` all behind the host is the message. Immutable: any
/// thread may split with it.
class SyslogSplitter {
 public:
  /// `time`, `host`, `program`, `pid` and `message`.
  [[nodiscard]] static std::vector<Field> fields();

  /// As `FieldSplitter` does. A field that is not there is null: its data is a null pointer.
  [[nodiscard]] bool split(std::string_view text, std::string_view* fields) const noexcept;
  [[nodiscard]] std::string why_not(std::string_view text) const;
};

}  // namespace weir::stages
