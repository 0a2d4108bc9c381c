#pragma once

#include <cstdint>
#include <random>
#include <string>

#include <weir/rows.hpp>

namespace test {

using Random = std::mt19937_64;

/// A number from 0 to below `limit`.
inline std::size_t below(Random& random, std::size_t limit) {
  return random() % limit;
}
/// One of the choices.
template <class List>
const auto& one_of(Random& random, const List& list) {
  return list[below(random, std::size(list))];
}

/// Numbers and texts of the kinds that go wrong: limits, what a float cannot hold, characters of several bytes, what looks like a number.
[[nodiscard]] std::int64_t random_int(Random& random);
[[nodiscard]] double random_float(Random& random);
[[nodiscard]] std::string random_text(Random& random);

/// Rows of columns of each type: `i`, `x`, `s` and `b` with nulls, `j` (small), `y`, `t` and `c` without.
[[nodiscard]] weir::Rows random_rows(Random& random, std::size_t count);

}  // namespace test
