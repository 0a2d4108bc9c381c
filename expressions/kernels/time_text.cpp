#include "kernels/time_text.hpp"

#include <chrono>

#include "kernels/calendar.hpp"

namespace weir::expressions {
namespace {

using std::chrono::microseconds;
using std::chrono::minutes;

// Reads a text from its front.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    const bool there = rest_.starts_with(c);
    if (there) rest_.remove_prefix(1);
    return there;
  }
  // Exactly so many digits.
  std::optional<int> digits(std::size_t count) {
    if (rest_.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return std::nullopt;
      number = 10 * number + (c - '0');
    }
    rest_.remove_prefix(count);
    return number;
  }
  // Two digits below `limit`.
  std::optional<int> below(int limit) {
    const auto number = digits(2);
    return number && *number < limit ? number : std::nullopt;
  }
  // The digits behind the point of a second; those after the sixth are cut off.
  std::optional<microseconds> fraction() {
    std::int64_t number = 0;
    std::size_t count = 0;
    for (; digit_ahead(); ++count) {
      if (count < 6) number = 10 * number + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (count == 0) return std::nullopt;
    for (; count < 6; ++count) number *= 10;
    return microseconds(number);
  }

 private:
  [[nodiscard]] bool digit_ahead() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }

  std::string_view rest_;
};

std::optional<Time> scan_date(Scanner& scanner) {
  const auto year = scanner.digits(4);
  if (!year || !scanner.take('-')) return std::nullopt;
  const auto month = scanner.digits(2);
  if (!month || !scanner.take('-')) return std::nullopt;
  const auto day = scanner.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional<Time>(std::chrono::sys_days(date)) : std::nullopt;
}

std::optional<microseconds> scan_clock(Scanner& scanner) {
  const auto hour = scanner.below(24);
  if (!hour || !scanner.take(':')) return std::nullopt;
  const auto minute = scanner.below(60);
  if (!minute) return std::nullopt;
  const microseconds so_far = std::chrono::hours(*hour) + minutes(*minute);
  if (!scanner.take(':')) return so_far;
  const auto second = scanner.below(60);
  if (!second) return std::nullopt;
  const auto fraction = scanner.take('.') ? scanner.fraction() : microseconds(0);
  return fraction ? std::optional(so_far + std::chrono::seconds(*second) + *fraction) : std::nullopt;
}

// How far the clock is ahead of UTC.
std::optional<minutes> scan_offset(Scanner& scanner) {
  if (scanner.take('Z') || scanner.take('z') || scanner.at_end()) return minutes(0);
  const bool ahead = scanner.take('+');
  if (!ahead && !scanner.take('-')) return std::nullopt;
  const auto hours = scanner.below(24);
  scanner.take(':');
  const auto rest = scanner.below(60);
  if (!hours || !rest) return std::nullopt;
  const minutes offset = std::chrono::hours(*hours) + minutes(*rest);
  return ahead ? offset : -offset;
}

}  // namespace

std::optional<Time> parse_time(std::string_view text) noexcept {
  Scanner scanner(text);
  const auto date = scan_date(scanner);
  if (!date || scanner.at_end()) return date;
  if (!scanner.take('T') && !scanner.take(' ') && !scanner.take('t')) return std::nullopt;
  const auto clock = scan_clock(scanner);
  if (!clock) return std::nullopt;
  const auto offset = scan_offset(scanner);
  if (!offset || !scanner.at_end()) return std::nullopt;
  const Time time = *date + *clock - *offset;
  return in_calendar(time) ? std::optional(time) : std::nullopt;
}

}  // namespace weir::expressions
