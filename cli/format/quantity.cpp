#include "format/quantity.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>

namespace weir::cli {
namespace {

// 1.23, 12.3, 123: three figures, whatever the size. What would round to 1000 was moved to the next unit before.
std::string three_figures(double number) {
  if (number < 9.995) return fmt::format("{:.2f}", number);
  if (number < 99.95) return fmt::format("{:.1f}", number);
  return fmt::format("{:.0f}", number);
}

std::string scaled(double number, double step, std::span<const std::string_view> units) {
  constexpr double kRoundsUp = 999.5;
  std::size_t unit = 0;
  while (number >= kRoundsUp && unit + 1 < units.size()) {
    number /= step;
    ++unit;
  }
  return fmt::format("{} {}", three_figures(number), units[unit]);
}

std::string two_units(long long total, long long parts, std::string_view large, std::string_view small) {
  return fmt::format("{} {} {:02} {}", total / parts, large, total % parts, small);
}

}  // namespace

std::string format_count(std::uint64_t count) {
  static constexpr std::array<std::string_view, 6> kUnits{"k", "M", "G", "T", "P", "E"};
  constexpr std::uint64_t kWhole = 10'000;
  return count < kWhole ? fmt::format("{}", count) : scaled(static_cast<double>(count) / 1000, 1000, kUnits);
}

std::string format_exact(std::uint64_t count) {
  std::string digits = fmt::format("{}", count);
  constexpr std::size_t kGroup = 3;
  for (std::size_t at = digits.size(); at > kGroup; at -= kGroup) digits.insert(at - kGroup, ",");
  return digits;
}

std::string format_rate(double per_second) {
  if (!std::isfinite(per_second)) return "-";
  if (per_second >= 1000) return format_count(static_cast<std::uint64_t>(std::llround(per_second)));
  return three_figures(per_second);
}

std::string format_duration(std::chrono::nanoseconds duration) {
  static constexpr std::array<std::string_view, 4> kUnits{"ns", "us", "ms", "s"};
  const auto nanoseconds = duration.count();
  if (nanoseconds < 1000) return fmt::format("{} ns", nanoseconds);
  const double exact = std::chrono::duration<double>(duration).count();
  if (exact < 59.95) return scaled(static_cast<double>(nanoseconds), 1000, kUnits);
  const long long seconds = std::llround(exact);
  return seconds < 3600 ? two_units(seconds, 60, "m", "s") : two_units(seconds / 60, 60, "h", "m");
}

std::string format_bytes(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 6> kUnits{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  return bytes < 1000 ? fmt::format("{} B", bytes) : scaled(static_cast<double>(bytes) / 1024, 1024, kUnits);
}

std::string format_percent(double share) {
  if (!std::isfinite(share)) return "-";
  const double percent = share * 100;
  if (percent > 0 && percent < 1) return "<1 %";
  return fmt::format("{:.0f} %", percent);
}

}  // namespace weir::cli
