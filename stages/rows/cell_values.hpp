#pragma once

#include <cstdint>
#include <string_view>

#include <weir/columns.hpp>

namespace weir::stages {

/// Values as files of text have them. Each of these reads the whole text, without blanks around it, into `value`; false when it is not such
/// a value, and `value` is then unspecified.

/// `true` or `false`, in any letter case.
[[nodiscard]] bool read_bool(std::string_view text, bool& value) noexcept;

/// Decimal digits, with a sign or without.
[[nodiscard]] bool read_int(std::string_view text, std::int64_t& value) noexcept;

/// A decimal number such as `-1.5e-3`, rounded to the nearest float (Lemire, "Number Parsing at a Gigabyte per Second", Software: Practice
/// and Experience 2021). One beyond the floats, an infinity and `nan` are not floats.
[[nodiscard]] bool read_float(std::string_view text, char decimal_point, double& value) noexcept;

/// A time in the years 0 to 9999, as ISO 8601 and RFC 3339 have it: `2024-01-31`, `2024-01-31T12:30`, `2024-01-31 12:30:05.25`, with `Z` or
/// an offset such as `+02:00`, `+0200` or `+02` at its end, or nothing, which means UTC. What is finer than a microsecond is cut off.
[[nodiscard]] bool read_time(std::string_view text, Time& value) noexcept;

/// Whether it is a number that would not come out as it went in: `007`, `+4930123456`, or a whole one that is too large for an int. Those
/// that are written so (of places, phones, articles) name something, and count nothing.
[[nodiscard]] bool is_identifier(std::string_view text) noexcept;

/// Without spaces and tabs around it.
[[nodiscard]] std::string_view trim_blanks(std::string_view text) noexcept;

}  // namespace weir::stages
