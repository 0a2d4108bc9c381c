#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>

namespace weir::expressions {

// All of these require a time in the calendar.

/// Whether a time is in the years 0 to 9999, which is all that ISO 8601 writes with four digits.
[[nodiscard]] bool in_calendar(Time time) noexcept;

/// A part of a time: what `date_trunc` cuts off after, and what `extract` returns.
enum class TimeUnit : std::uint8_t { microsecond, second, minute, hour, day, week, month, quarter, year, dow, doy, epoch };

/// The unit of that name, if there is one.
[[nodiscard]] std::optional<TimeUnit> unit_named(std::string_view name) noexcept;

/// The names of units; of those alone that a time can begin with, if `begins`.
[[nodiscard]] std::vector<std::string> unit_names(bool begins);
/// Whether a time can be cut off after it.
[[nodiscard]] bool can_begin(TimeUnit unit) noexcept;

/// The latest beginning of such a unit that is not after the time. Weeks begin on Mondays. Requires: `can_begin(unit)`.
[[nodiscard]] Time beginning(TimeUnit unit, Time time) noexcept;

/// The number of the unit in the next larger one: of the hour in the day, of the day in the month, of the week in the ISO year, of the
/// microsecond in the second; `dow` from Sunday, 0, `doy` from 1, `epoch` in seconds since 1970.
[[nodiscard]] std::int64_t number_of(TimeUnit unit, Time time) noexcept;

/// Appends a time to `out` as SQLite's strftime does: %Y %m %d %H %M %S %f (seconds with three decimals) %j %s %w %W %%. Requires: there
/// are no other conversions in the format.
void append_formatted(std::string& out, std::string_view format, Time time);

/// The first conversion of a format that there is not, such as `%q`; empty when there is none.
[[nodiscard]] std::string_view unknown_conversion(std::string_view format) noexcept;

}  // namespace weir::expressions
