#include "diagnostics/render_in_order.hpp"

#include <algorithm>
#include <cstddef>
#include <map>

#include <fmt/format.h>

#include "diagnostics/enough_errors.hpp"
#include "diagnostics/printable.hpp"
#include "diagnostics/utf8.hpp"

namespace weir::diagnostics {
namespace {

constexpr std::size_t kBytesBeforeCaret = 60;  // of a line too long to show whole
constexpr std::size_t kLongestExcerpt = 120;

// Finds lines without searching the whole text for each.
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

// The columns that a text takes on a terminal, as {fmt} counts them to pad: the framework does not link utf8proc, which knows more.
std::size_t display_width(std::string_view text) {
  const std::size_t padded = fmt::formatted_size("{:<{}}", text, text.size());
  return text.size() - (padded - text.size());
}

// What to put under `before` so that a caret stands below what follows. Tabs stay tabs, whatever their width.
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

// Whether a character is drawn onto the one before it: combining marks, variation selectors, skin tones, and the joiner of emoji.
bool is_drawn_onto(char32_t point) {
  const auto in = [point](char32_t first, char32_t last) { return first <= point && point <= last; };
  return in(0x0300, 0x036F) || in(0x1AB0, 0x1AFF) || in(0x1DC0, 0x1DFF) || in(0x20D0, 0x20FF) || in(0xFE00, 0xFE0F) || in(0xFE20, 0xFE2F) ||
         in(0x1F3FB, 0x1F3FF) || point == 0x200D;
}

// Whether the character at `at` is drawn with the one before it.
bool belongs_to_letter_before(std::string_view line, std::size_t at) {
  constexpr std::string_view kJoiner = "\xE2\x80\x8D";
  const bool character = utf8_length(line.substr(at)) > 0;
  return character && (is_drawn_onto(code_point(line.substr(at))) || line.substr(0, at).ends_with(kJoiner));
}

// Moves `at` to the start of the character that it is in. Bytes that are not UTF-8 can be cut anywhere.
std::size_t character_at(std::string_view line, std::size_t at) {
  for (std::size_t begin = at; begin + 4 > at && begin < line.size(); --begin) {
    if (!inside_a_character(line, begin)) return begin + std::max<std::size_t>(utf8_length(line.substr(begin)), 1) > at ? begin : at;
    if (begin == 0) break;
  }
  return at;
}

// A place to cut: never between a letter and what is drawn onto it, such as a combining accent or the joiner of an emoji.
std::size_t cut_at(std::string_view line, std::size_t at) {
  constexpr std::size_t kFarthest = 32;
  const std::size_t wanted = character_at(line, at);
  std::size_t cut = wanted;
  while (cut > 0 && cut < line.size() && cut + kFarthest > wanted && belongs_to_letter_before(line, cut)) cut = character_at(line, cut - 1);
  return cut;
}

// The part of the line around the byte `at`, and a caret under that byte.
std::string excerpt(std::size_t number, std::string_view line, std::size_t at) {
  at = std::min(at, line.size());
  const std::size_t from = line.size() > kLongestExcerpt && at > kBytesBeforeCaret ? cut_at(line, at - kBytesBeforeCaret) : 0;
  const std::size_t end = cut_at(line, std::min(line.size(), from + kLongestExcerpt));
  const std::string cut_before = from > 0 ? "..." : "";
  const std::string cut_after = end < line.size() ? "..." : "";
  const std::string shown = fmt::format("{}{}{}", cut_before, printable(line.substr(from, end - from)), cut_after);
  const std::string gutter(std::to_string(number).size(), ' ');
  const std::string blanks = blanks_under(fmt::format("{}{}", cut_before, printable(line.substr(from, at - from))));
  return fmt::format(" {} |{}{}\n {} | {}^\n", number, shown.empty() ? "" : " ", shown, gutter, blanks);
}

// A diagnostic, and the line that it points at.
std::string rendered(const Diagnostic& diagnostic, std::span<const ConfigText> texts, std::map<std::uint32_t, Lines>& lines) {
  const Position at = diagnostic.position;
  const std::string message = printable(diagnostic.message());
  if (!at.known() || at.text >= texts.size()) return fmt::format("error: {}\n", message);
  const auto& [name, text] = texts[at.text];
  std::string headline = fmt::format("{}:{}:{}: error: {}\n", printable(name, Layout::escape), at.line, at.column, message);
  if (text.empty()) return headline;
  const Lines& known = lines.try_emplace(at.text, text).first->second;
  return headline + excerpt(at.line, known.line(at.line), at.column - 1);
}

}  // namespace

const std::vector<Diagnostic>& sort(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const auto& a, const auto& b) { return a.position < b.position; });
  return diagnostics;
}

std::string render_in_order(std::span<const Diagnostic> sorted, std::span<const ConfigText> texts) {
  std::map<std::uint32_t, Lines> lines;
  std::string out;
  for (const Diagnostic& diagnostic : sorted.first(std::min(sorted.size(), kEnoughErrors))) out += rendered(diagnostic, texts, lines);
  if (sorted.size() > kEnoughErrors) out += fmt::format("and more errors: the first {} are shown\n", kEnoughErrors);
  return out;
}

}  // namespace weir::diagnostics

namespace weir {

std::string render(std::span<const Diagnostic> diagnostics, std::span<const ConfigText> texts) {
  std::vector<Diagnostic> sorted(diagnostics.begin(), diagnostics.end());
  return diagnostics::render_in_order(diagnostics::sort(sorted), texts);
}

}  // namespace weir
