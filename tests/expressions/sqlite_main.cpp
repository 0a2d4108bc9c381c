// weir_sqlite SEED COUNT: random expressions by weir and by SQLite, up to the first difference. The seed of a difference reproduces it
// alone.

#include <cstdlib>
#include <exception>

#include <fmt/format.h>

#include "expressions/sqlite_oracle.hpp"

int main(int argc, char** argv) {
  try {
    const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
    const std::size_t count = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 20'000;
    const test::Comparison comparison = test::compare_with_sqlite(seed, count);
    fmt::print("{}{} values compared, {} of them null, {} rows failed\n", comparison.difference, comparison.values, comparison.nulls,
               comparison.failed);
    return comparison.difference.empty() ? 0 : 1;
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
