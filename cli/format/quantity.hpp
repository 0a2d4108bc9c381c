#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace weir::cli {

/// Numbers as a person reads them: three figures and a unit, such as `1.24 M`, `340 ms`, `45 MiB`.

/// Whole below 10 000, then k, M, G, T, P, E.
[[nodiscard]] std::string format_count(std::uint64_t count);
/// Every digit: `1,234,567`.
[[nodiscard]] std::string format_exact(std::uint64_t count);
/// A rate: `0.52`, `341 k`; `-` when it is not finite.
[[nodiscard]] std::string format_rate(double per_second);
/// From `15 ns` through `1.24 s` to `2 m 05 s` and `3 h 20 m`.
[[nodiscard]] std::string format_duration(std::chrono::nanoseconds duration);
/// From `17 B` to `1.21 GiB`.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);
/// A share, 1 being the whole: `0 %`, `<1 %`, `97 %`; `-` when it is not finite.
[[nodiscard]] std::string format_percent(double share);

}  // namespace weir::cli
