#include "terminal/color.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace weir::cli {
namespace {

constexpr std::string_view kPlain = "\x1b[0m";
constexpr std::string_view kBold = "\x1b[1m";
constexpr std::string_view kRed = "\x1b[1;31m";
constexpr std::string_view kGreen = "\x1b[1;32m";

bool is_set(const char* variable) noexcept {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

bool terminal_has_color() noexcept {
  return isatty(STDERR_FILENO) != 0 && is_set("TERM") && std::string_view(std::getenv("TERM")) != "dumb";
}

// ` | ` and blanks, then a caret: the line below an excerpt.
bool is_caret_line(std::string_view line) {
  return line.starts_with(' ') && line.ends_with('^') && line.find_first_not_of(" \t|") == line.size() - 1;
}

std::string line_with_color(std::string_view line) {
  constexpr std::string_view kError = "error:";
  if (is_caret_line(line)) return fmt::format("{}{}^{}", line.substr(0, line.size() - 1), kGreen, kPlain);
  if (line.starts_with(' ')) return std::string(line);  // an excerpt, whatever its text
  const std::size_t at = line.starts_with(kError) ? 0 : line.find(": error: ");
  if (at == std::string_view::npos) return std::string(line);
  const std::size_t begin = at == 0 ? 0 : at + 2;
  const std::string place = begin == 0 ? "" : fmt::format("{}{}{} ", kBold, line.substr(0, begin - 1), kPlain);
  return fmt::format("{}{}{}{}{}", place, kRed, kError, kPlain, line.substr(begin + kError.size()));
}

}  // namespace

ColorMode& color_mode() noexcept {
  static ColorMode mode = ColorMode::automatic;
  return mode;
}

bool errors_have_color() noexcept {
  if (color_mode() != ColorMode::automatic) return color_mode() == ColorMode::always;
  return !is_set("NO_COLOR") && terminal_has_color();
}

std::string with_color(std::string_view errors) {
  std::string text;
  while (!errors.empty()) {
    const std::size_t end = std::min(errors.find('\n'), errors.size());
    text += line_with_color(errors.substr(0, end));
    errors.remove_prefix(end);
    if (errors.empty()) break;
    text += '\n';
    errors.remove_prefix(1);
  }
  return text;
}

}  // namespace weir::cli
