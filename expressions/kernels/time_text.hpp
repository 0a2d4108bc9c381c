#pragma once

#include <optional>
#include <string_view>

#include <weir/columns.hpp>

namespace weir::expressions {

/// The time in UTC that a text stands for, as ISO 8601 and RFC 3339 have it: `2024-01-31`, `2024-01-31T12:30`, `2024-01-31 12:30:05.25`,
/// with `Z` or an offset such as `+02:00` at its end, or nothing, which means UTC. Nothing when it is not such a text.
[[nodiscard]] std::optional<Time> parse_time(std::string_view text) noexcept;

}  // namespace weir::expressions
