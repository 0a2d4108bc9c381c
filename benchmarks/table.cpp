#include "table.hpp"

#include <algorithm>
#include <array>

#include "machine.hpp"

namespace weir::bench {

namespace {

constexpr std::size_t kColumns = 8;
using Row = std::array<std::string, kColumns>;

const Row kHead{"case", "per", "weir", "rival", "its own", "ratio", "goal", "spread"};

std::string scaled(double value, double base, const std::vector<const char*>& units) {
  std::size_t unit = 0;
  while (value >= base && unit + 1 < units.size()) {
    value /= base;
    ++unit;
  }
  return fmt::format("{} {}", value < 100 ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value), units[unit]);
}

std::string shown(double figure, Unit unit) {
  switch (unit) {
    case Unit::seconds:
      return figure < 1 ? scaled(figure * 1e9, 1000, {"ns", "us", "ms"}) : fmt::format("{:.3g} s", figure);
    case Unit::bytes:
      return scaled(figure, 1024, {"B", "KiB", "MiB", "GiB"});
    case Unit::share:
      break;
  }
  return fmt::format("{:.2g} %", 100 * figure);
}

std::string percent(double share) {
  return fmt::format("{:.0f}%", 100 * share);
}

std::string judged(const std::string& goal, bool met) {
  return met ? goal : goal + " MISSED";
}

// weir's own goal is in the case's first row.
std::string goals(const Comparison& comparison, const Series* rival, bool first) {
  std::string text;
  if (first && comparison.what.goal)
    text = judged(fmt::format("weir <= {}", shown(*comparison.what.goal, comparison.unit)), comparison.meets_own_goal());
  if (rival == nullptr || !rival->goal) return text;
  if (!text.empty()) text += ", ";
  return text + judged(fmt::format("ratio <= {:.4g}", *rival->goal), comparison.meets_goal(*rival));
}

std::vector<Row> rows_of(const Comparison& comparison) {
  const Series& weir = comparison.weir();
  std::vector<Row> rows;
  for (std::size_t i = 1; i < comparison.series.size(); ++i) {
    const Series& rival = comparison.series[i];
    rows.push_back({"", "", "", rival.contender, shown(rival.median(), comparison.unit), fmt::format("{:.2f}", comparison.ratio(rival)),
                    goals(comparison, &rival, i == 1), "- " + percent(rival.spread())});
  }
  if (rows.empty()) rows.push_back({"", "", "", "-", "", "", goals(comparison, nullptr, true), "-"});
  rows[0][0] = comparison.what.name;
  rows[0][1] = comparison.what.part;
  rows[0][2] = shown(weir.median(), comparison.unit);
  rows[0][7] = percent(weir.spread()) + rows[0][7].substr(1);
  return rows;
}

std::vector<Row> rows_of(const std::vector<Comparison>& comparisons) {
  std::vector<Row> rows;
  for (const Comparison& comparison : comparisons) {
    for (Row& row : rows_of(comparison)) rows.push_back(std::move(row));
  }
  return rows;
}

std::string legend(const std::vector<Comparison>& comparisons) {
  return fmt::format(
      "Medians of {} rounds; in each round every case is measured once, weir and then its rivals. Ratio: weir's figure over\n"
      "the rival's; below 1, weir needs less. Spread, weir's and the rival's: the interquartile range over the median.\n",
      comparisons.empty() ? 0 : comparisons.front().weir().figures.size());
}

}  // namespace

std::string text_table(const std::vector<Comparison>& comparisons) {
  std::vector<Row> rows = rows_of(comparisons);
  rows.insert(rows.begin(), kHead);
  std::array<std::size_t, kColumns> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  constexpr std::array<bool, kColumns> kToTheRight{false, false, true, false, true, true, false, false};
  std::string text;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < kColumns; ++i)
      line += kToTheRight[i] ? fmt::format("{:>{}}  ", row[i], widths[i]) : fmt::format("{:<{}}  ", row[i], widths[i]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text + "\n" + legend(comparisons);
}

std::string markdown_page(const std::vector<Comparison>& comparisons) {
  std::string text = fmt::format("Measured on {}.\n\n", machine().text());
  const auto line = [&text](const Row& row) { text += fmt::format("| {} |\n", fmt::join(row, " | ")); };
  line(kHead);
  text += "|---|---|--:|---|--:|--:|---|---|\n";
  for (const Row& row : rows_of(comparisons)) line(row);
  return text + "\n" + legend(comparisons);
}

}  // namespace weir::bench
