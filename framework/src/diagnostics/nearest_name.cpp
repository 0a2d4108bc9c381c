#include "diagnostics/nearest_name.hpp"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "diagnostics/invisible.hpp"
#include "diagnostics/utf8.hpp"

namespace weir::diagnostics {
namespace {

// No name of a kind, key or stage is this long; comparing longer texts would only take time.
constexpr std::size_t kLongestCompared = 64;

bool same_letter(char a, char b) {
  return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
}

std::vector<std::string_view> words_of(std::string_view name) {
  std::vector<std::string_view> words;
  for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.')) {
    words.push_back(name.substr(0, dot));
    name.remove_prefix(dot + 1);
  }
  words.push_back(name);
  return words;
}

// How far a name may be from what was written and still be what was meant.
std::size_t tolerance(std::string_view written) {
  return std::max<std::size_t>(1, (written.size() + 1) / 3);
}

// Names of several words are near only if each word is: `table.filter` shares a family with `table.write` and nothing else.
bool words_are_near(std::string_view written, std::string_view name) {
  const auto words = words_of(written), others = words_of(name);
  if (words.size() != others.size() || words.size() == 1) return true;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (edit_distance(words[i], others[i]) > tolerance(words[i])) return false;
  }
  return true;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(above, std::exchange(row, before));
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      const bool swapped = i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1]);
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row[b.size()];
}

namespace {

std::optional<std::string> nearest_of(std::string_view written, std::span<const std::string> names) {
  if (written.empty() || written.size() > kLongestCompared) return std::nullopt;
  std::optional<std::string> nearest;
  std::size_t least = tolerance(written) + 1;
  for (const std::string& name : names) {
    const std::size_t longer = std::max(name.size(), written.size()), shorter = std::min(name.size(), written.size());
    if (name.size() > kLongestCompared || longer - shorter >= least) continue;
    const std::size_t distance = edit_distance(written, name);
    if (distance < least && distance < name.size() && words_are_near(written, name)) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

// Each character beyond ASCII as one byte, so that a Cyrillic letter counts as one wrong letter.
std::string by_character(std::string_view text) {
  std::string out;
  for (std::size_t length = 1; !text.empty(); text.remove_prefix(length)) {
    length = std::max<std::size_t>(utf8_length(text), 1);
    out += length == 1 ? text.front() : '\x1A';
  }
  return out;
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view written, std::span<const std::string> names) {
  const std::string seen = without_invisible(written);
  const auto nearest = nearest_of(seen, names);
  return nearest ? nearest : nearest_of(by_character(seen), names);
}

std::string did_you_mean(std::string_view written, std::span<const std::string> names) {
  const auto nearest = nearest_name(written, names);
  std::string note = invisible_note(written);
  if (note.empty() && nearest) note = beyond_ascii_note(written);
  std::string remark = note.empty() ? "" : fmt::format("it {}", note);
  if (!nearest) return remark;
  return fmt::format("{}{}did you mean '{}'?", remark, remark.empty() ? "" : "; ", *nearest);
}

}  // namespace weir::diagnostics
