#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weir/expression.hpp>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/printable.hpp"

namespace weir {
namespace {

constexpr std::size_t kBeforeFault = 60;  // bytes of a long expression that are shown
constexpr std::size_t kLongestShownText = 120;

// A place where a character begins, at `at` or before it.
std::size_t character_begin(std::string_view text, std::size_t at) {
  while (at > 0 && at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
  return at;
}

// How wide a text is on a terminal, as {fmt} has it.
std::size_t width_of(std::string_view text) {
  return 2 * text.size() - fmt::formatted_size("{:<{}}", text, text.size());
}

// The text around a fault on one line, and marks below it.
std::string shown_with_marks(std::string_view text, const ExpressionFault& fault) {
  using diagnostics::Layout;
  const std::size_t begin = character_begin(text, fault.offset > kBeforeFault ? fault.offset - kBeforeFault : 0);
  const std::size_t end = character_begin(text, std::min(text.size(), begin + kLongestShownText));
  const auto part = [&](std::size_t from, std::size_t to) { return diagnostics::printable(text.substr(from, to - from), Layout::escape); };
  const std::string before = (begin > 0 ? "..." : "") + part(begin, fault.offset);
  const std::string marked = part(fault.offset, std::clamp(fault.offset + fault.length, fault.offset, std::max(end, fault.offset)));
  const std::string line = (begin > 0 ? "..." : "") + part(begin, end) + (end < text.size() ? "..." : "");
  return fmt::format("  {}\n  {}{}\n", line, std::string(width_of(before), ' '),
                     std::string(std::max<std::size_t>(1, width_of(marked)), '^'));
}

std::vector<ExpressionFault> in_order(std::vector<ExpressionFault> faults) {
  std::stable_sort(faults.begin(), faults.end(), [](const auto& a, const auto& b) { return a.offset < b.offset; });
  return faults;
}

std::string report(std::string_view text, std::span<const ExpressionFault> faults) {
  std::string out;
  const std::size_t count = std::min(faults.size(), diagnostics::kEnoughErrors);
  for (const ExpressionFault& fault : faults.first(count))
    out += fmt::format("{}\n{}", fault.problem.text(), shown_with_marks(text, fault));
  if (faults.size() > count) out += fmt::format("and more errors: the first {} are shown\n", count);
  return out;
}

}  // namespace

ExpressionError::ExpressionError(std::string_view text, std::vector<ExpressionFault> faults)
    : Error(report(text, faults = in_order(std::move(faults)))), faults_(std::move(faults)) {}

}  // namespace weir
