#include <algorithm>
#include <cstddef>
#include <map>

#include <fmt/format.h>

#include <weir/config.hpp>

#include "config/enough_errors.hpp"
#include "config/utf8.hpp"

namespace weir {
namespace {

constexpr std::size_t kBytesBeforeCaret = 60;  // of a line too long to show whole
constexpr std::size_t kLongestExcerpt = 120;

// Finds lines without going through the text for each.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') starts_.push_back(i + 1);
    }
  }

  [[nodiscard]] std::string_view line(std::size_t number) const {
    if (number == 0 || number > starts_.size()) return {};
    const std::string_view rest = text_.substr(starts_[number - 1]);
    return rest.substr(0, rest.find('\n'));
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_{0};
};

bool inside_a_character(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// The columns that a text takes on a terminal. {fmt} pads by them, so the padding tells.
std::size_t display_width(std::string_view text) {
  const std::size_t padded = fmt::formatted_size("{:<{}}", text, text.size());
  return text.size() - (padded - text.size());
}

// What stands under `before` so that a caret comes out below what follows: tabs stay, whatever width they have.
std::string blanks_under(std::string_view before) {
  std::string out;
  while (!before.empty()) {
    const std::size_t tab = std::min(before.find('\t'), before.size());
    out.append(display_width(before.substr(0, tab)), ' ');
    before.remove_prefix(tab);
    if (before.empty()) break;
    out += '\t';
    before.remove_prefix(1);
  }
  return out;
}

// A line as it may go to a terminal: what is no UTF-8 and control characters come out as `?`, byte for byte.
std::string printable(std::string_view line) {
  std::string out;
  for (std::size_t i = 0, length = 1; i < line.size(); i += length) {
    length = utf8_length(line.substr(i));
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool shown = length > 0 && (byte == '\t' || (byte >= 0x20 && byte != 0x7F));
    length = std::max<std::size_t>(length, 1);
    shown ? out.append(line.substr(i, length)) : out.append(length, '?');
  }
  return out;
}

// The line and a caret under the byte `at`, cut to what is around it.
std::string excerpt(std::size_t number, std::string_view line, std::size_t at) {
  at = std::min(at, line.size());
  std::size_t from = line.size() > kLongestExcerpt && at > kBytesBeforeCaret ? at - kBytesBeforeCaret : 0;
  while (from > 0 && inside_a_character(line, from)) --from;
  std::size_t end = std::min(line.size(), from + kLongestExcerpt);
  while (inside_a_character(line, end)) ++end;
  const std::string cut_before = from > 0 ? "..." : "";
  const std::string cut_after = end < line.size() ? "..." : "";
  const std::string shown = fmt::format("{}{}{}", cut_before, printable(line.substr(from, end - from)), cut_after);
  const std::string gutter(std::to_string(number).size(), ' ');
  const std::string blanks = blanks_under(fmt::format("{}{}", cut_before, printable(line.substr(from, at - from))));
  return fmt::format(" {} |{}{}\n {} | {}^\n", number, shown.empty() ? "" : " ", shown, gutter, blanks);
}

}  // namespace

std::string render(std::span<const Diagnostic> diagnostics, std::span<const SourceText> sources) {
  std::vector<Diagnostic> sorted(diagnostics.begin(), diagnostics.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
  std::map<std::uint32_t, Lines> lines;
  std::string text;
  for (std::size_t i = 0; i < std::min(sorted.size(), kEnoughErrors); ++i) {
    const auto& [at, message] = sorted[i];
    if (!at.known() || at.source >= sources.size()) {
      text += fmt::format("error: {}\n", message);
      continue;
    }
    const SourceText& source = sources[at.source];
    text += fmt::format("{}:{}:{}: error: {}\n", source.name, at.line, at.column, message);
    if (source.text.empty()) continue;
    const Lines& found = lines.try_emplace(at.source, source.text).first->second;
    text += excerpt(at.line, found.line(at.line), at.column - 1);
  }
  if (sorted.size() > kEnoughErrors) text += fmt::format("and more errors: the first {} are shown\n", kEnoughErrors);
  return text;
}

}  // namespace weir
