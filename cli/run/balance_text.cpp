#include "run/balance_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "format/quantity.hpp"

namespace weir::cli {
namespace {

// Where what was under way is: so many before and after each stage.
template <class Left, class Unsent>
std::string places(const RunReport& report, Left left, Unsent unsent) {
  std::vector<std::string> places;
  for (const StageReport& stage : report.stages) {
    if (stage.*left > 0) places.push_back(fmt::format("{} at '{}'", format_exact(stage.*left), stage.name));
    if (stage.*unsent > 0) places.push_back(fmt::format("{} after '{}'", format_exact(stage.*unsent), stage.name));
  }
  return fmt::format("{}", fmt::join(places, ", "));
}

std::string sums_text(const BalanceSums& balance) {
  std::uint64_t sum = 0;
  std::vector<std::string> parts;
  for (const auto& [items, name] :
       {std::pair(balance.written, "written"), std::pair(balance.rejected, "rejected"), std::pair(balance.skipped, "skipped"),
        std::pair(balance.dropped, "dropped"), std::pair(balance.left, "left")}) {
    sum += items;
    if (items > 0 || parts.empty()) parts.push_back(fmt::format("{} {}", format_exact(items), name));
  }
  // Stages may make several items of one, or one of several, and several may read the same ones.
  const bool one_for_one = sum == balance.read;
  return fmt::format("{} read{}{}", format_exact(balance.read), one_for_one ? " = " : ", ", fmt::join(parts, one_for_one ? " + " : ", "));
}

}  // namespace

std::string balance_text(const RunReport& report) {
  const Balance& balance = report.balance;
  if (balance.read == 0 && balance.wrong.empty()) return "";
  std::string text = sums_text(balance);
  if (balance.left > 0) text += fmt::format(" ({})", places(report, &StageReport::items_left, &StageReport::items_unsent));
  if (report.counts_rows) text += "; in rows " + sums_text(balance.rows);
  if (report.counts_rows && balance.rows.left > 0)
    text += fmt::format(" ({})", places(report, &StageReport::rows_left, &StageReport::rows_unsent));
  if (!balance.wrong.empty()) text += fmt::format("; it does not add up: {}", balance.wrong);
  return text;
}

}  // namespace weir::cli
