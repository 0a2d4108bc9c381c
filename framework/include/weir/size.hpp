#pragma once

// The type of a param that is an amount of memory or of a file. A plain value, for any thread.

#include <compare>
#include <cstdint>

#pragma GCC visibility push(default)
namespace weir {

/// An amount of memory or of a file, written `64KiB`, `1MiB`, `4GB`.
struct Size {
  std::uint64_t bytes = 0;                                      ///< the amount
  friend auto operator<=>(const Size&, const Size&) = default;  // NOLINT(modernize-use-nullptr): sees a 0 in what is generated
};

}  // namespace weir
#pragma GCC visibility pop
