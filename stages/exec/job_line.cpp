#include "exec/job_line.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace weir::stages {

namespace {

constexpr std::string_view kDigits = "0123456789";

bool consists_of(std::string_view text, std::string_view characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// 2026-01-31T12:00:00.000Z
bool is_start(std::string_view text) {
  constexpr std::string_view kForm = "0000-00-00T00:00:00.000Z";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](char found, char form) { return form == '0' ? found >= '0' && found <= '9' : found == form; });
}

bool is_seconds(std::string_view text) {
  const std::size_t point = text.find('.');
  if (point == 0 || point == std::string_view::npos || point + 1 == text.size()) return false;
  return consists_of(text.substr(0, point), kDigits) && consists_of(text.substr(point + 1), kDigits);
}

bool is_digest(std::string_view text) {
  constexpr std::size_t kSize = 32;
  return text.empty() || (text.size() == kSize && consists_of(text, "0123456789abcdef"));
}

std::optional<int> code_of(std::string_view exit) {
  int code = 0;
  const auto [end, error] = std::from_chars(exit.data(), exit.data() + exit.size(), code);
  const bool whole = error == std::errc() && end == exit.data() + exit.size() && code >= 0;
  return whole ? std::optional(code) : std::nullopt;
}

bool is_other_exit(std::string_view exit) {
  constexpr std::string_view kSignal = "SIG";
  return exit == kTimedOut || exit == kNotExecuted || (exit.starts_with(kSignal) && exit.size() > kSignal.size());
}

// Up to the next tab, which is taken away, too.
std::string_view take_column(std::string_view& line) {
  const std::string_view column = line.substr(0, line.find('\t'));
  line.remove_prefix(std::min(column.size() + 1, line.size()));
  return column;
}

}  // namespace

std::string job_line(std::chrono::system_clock::time_point start, double seconds, std::string_view exit, std::string_view job) {
  using std::chrono::milliseconds;
  const auto since_epoch = std::chrono::floor<milliseconds>(start.time_since_epoch());
  const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  return fmt::format("{:%FT%T}.{:03}Z\t{:.3f}\t{}\t{}\n", fmt::gmtime(static_cast<std::time_t>(whole_seconds.count())),
                     (since_epoch - whole_seconds).count(), seconds, exit, job);
}

std::optional<LoggedJob> read_job_line(std::string_view line) {
  const bool times = is_start(take_column(line)) && is_seconds(take_column(line));
  const std::string_view exit = take_column(line);
  const LoggedJob logged{code_of(exit), line};
  const bool input = is_digest(take_column(line));
  const bool command = !line.empty() && line.find('\t') == std::string_view::npos;
  return times && (logged.code || is_other_exit(exit)) && input && command ? std::optional(logged) : std::nullopt;
}

}  // namespace weir::stages
