// Which of 20 million rows in memory a predicate keeps: what a row costs an expression, and a loop that is written for it.

#include <algorithm>
#include <cstdint>
#include <random>
#include <vector>

#include <weir/expression.hpp>

#include "suite.hpp"

namespace weir::bench {

namespace {

constexpr std::size_t kRows = 20'000'000;
constexpr std::size_t kSlice = 4096;
constexpr double kGoal = 2e-9;

using Slices = std::vector<Rows>;

// Half of the amounts are above 1000. Made when they are first needed.
const Slices& slices() {
  static const Slices slices = [] {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> amount(0, 2000);
    RowsBuilder builder(Columns{{"amount", ColumnType::floating}});
    Slices made;
    for (std::size_t row = 0; row < kRows; row += kSlice) {
      for (std::size_t i = 0; i < std::min(kSlice, kRows - row); ++i) builder.column(0).append(amount(random));
      made.push_back(builder.build());
    }
    return made;
  }();
  return slices;
}

std::uint64_t by_expression() {
  Evaluator evaluator(Expression::compile("amount > 1000", slices().front().columns()));
  std::uint64_t count = 0;
  for (const Rows& rows : slices()) count += evaluator.select(rows).rows.size();
  return count;
}

// Writes the numbers of the rows without a branch, which is several times as fast as with one where half of them are kept.
std::uint64_t by_loop() {
  std::vector<std::uint32_t> selected(kSlice + 1);
  std::uint64_t count = 0;
  for (const Rows& rows : slices()) {
    std::uint32_t kept = 0, row = 0;
    for (const double amount : rows.values<double>(0)) {
      selected[kept] = row++;
      kept += amount > 1000 ? 1 : 0;
    }
    benchmark::DoNotOptimize(selected.data());
    count += kept;
  }
  return count;
}

}  // namespace

void add_filter() {
  compare<std::uint64_t>({"rows kept by `amount > 1000`", "row", kRows, kGoal},
                         {{"weir", by_expression}, {"loop, one thread", by_loop, 1.5}});
}

}  // namespace weir::bench
