#include "rows/log_formats.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace weir::stages {
namespace {

constexpr std::size_t kSyslogTime = 15;  // characters of `Jan 31 12:30:05`

// What is before the next blank, which is taken away with it; nothing when there is no blank.
std::optional<std::string_view> take_word(std::string_view& text) noexcept {
  const std::size_t blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const std::string_view word = text.substr(0, blank);
  text.remove_prefix(blank + 1);
  return word;
}

std::optional<std::string_view> take_time(std::string_view& text) noexcept {
  const bool has_month = !text.empty() && (text.front() < '0' || text.front() > '9');
  if (!has_month) return take_word(text);
  if (text.size() <= kSyslogTime || text[kSyslogTime] != ' ') return std::nullopt;
  const std::string_view time = text.substr(0, kSyslogTime);
  text.remove_prefix(kSyslogTime + 1);
  return time;
}

struct Tag {
  std::string_view program, pid, message;
};

// What is behind the host.
Tag tag_of(std::string_view text) noexcept {
  const std::size_t end = std::min(text.find_first_of(" ["), text.size());
  std::string_view pid;
  std::size_t colon = end;  // where the colon is behind the tag
  if (end < text.size() && text[end] == '[') {
    const std::size_t close = std::min(text.find_first_not_of("0123456789", end + 1), text.size() - 1);
    if (text[close] != ']') return {{}, {}, text};
    pid = text.substr(end + 1, close - end - 1);
    colon = close + 1;
  } else if (end > 0) {
    colon = end - 1;
  }
  if (colon >= text.size() || text[colon] != ':' || std::min(colon, end) == 0) return {{}, {}, text};
  std::string_view message = text.substr(colon + 1);
  if (message.starts_with(' ')) message.remove_prefix(1);
  return {text.substr(0, std::min(colon, end)), pid, message};
}

}  // namespace

FieldPattern web_log_pattern(LogFormat format) {
  using enum ColumnType;
  FieldPattern pattern;
  const auto add = [&pattern](std::string name, ColumnType type, std::string separator) {
    const bool quoted = separator.starts_with('"');
    pattern.fields.push_back({.name = std::move(name), .type = type, .separator = std::move(separator), .escaped_quotes = quoted});
  };
  add("ip", text, " ");
  add("ident", text, " ");
  add("user", text, " [");
  add("time", time, "] \"");
  add("method", text, " ");
  add("path", text, " ");
  add("protocol", text, "\" ");
  add("status", integer, " ");
  add("bytes", integer, format == LogFormat::combined ? " \"" : "");
  if (format != LogFormat::combined) return pattern;
  add("referer", text, "\" \"");
  add("agent", text, "\"");
  return pattern;
}

std::vector<Field> SyslogSplitter::fields() {
  return {{.name = "time", .type = ColumnType::time},
          {.name = "host"},
          {.name = "program"},
          {.name = "pid", .type = ColumnType::integer},
          {.name = "message"}};
}

bool SyslogSplitter::split(std::string_view text, std::string_view* fields) const noexcept {
  const auto time = take_time(text);
  if (!time) return false;
  const auto host = take_word(text);
  if (!host) return false;
  const Tag tag = tag_of(text);
  for (const std::string_view field : {*time, *host, tag.program, tag.pid, tag.message}) *fields++ = field;
  return true;
}

std::string SyslogSplitter::why_not(std::string_view text) const {
  return take_time(text) ? "has no ' ' behind 'host'" : "has no ' ' behind 'time'";
}

}  // namespace weir::stages
