#pragma once

// What becomes of items that a stage cannot use.
// Plain values.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <weir/duration.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// What becomes of an item that a stage rejects, or in whose call it throws: `on_error` of a file.
struct OnError {
  /// What in the end becomes of it.
  enum class Then {
    stop,  ///< the run fails
    skip,  ///< it leaves by the output `rejected`, or is counted and dropped where nobody reads that
  };

  std::size_t retry = 0;  ///< how many times a call that threw is made again before that
  Duration backoff{};     ///< how long to wait before each of these; it holds no worker
  /// Nothing: `skip` where something reads the output `rejected`, otherwise `stop`.
  std::optional<Then> then{};

  friend bool operator==(const OnError&, const OnError&) = default;
};

/// How many items a stage may reject before the run fails: `max_errors` of a file.
struct MaxErrors {
  std::optional<std::uint64_t> items{};  ///< so many
  std::optional<double> percent{};       ///< or so many of a hundred that came in, looked at when all have

  [[nodiscard]] std::string text() const;  ///< as a file writes it: `100` or `1 %`. Requires: one of the two is set
  friend bool operator==(const MaxErrors&, const MaxErrors&) = default;
};

}  // namespace weir
#pragma GCC visibility pop
