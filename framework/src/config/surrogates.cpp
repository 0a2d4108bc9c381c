#include "config/surrogates.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "config/yaml_scan.hpp"

namespace weir::config {
namespace {

constexpr std::size_t kEscape = 6;   // characters of `\ud83d`
constexpr std::size_t kJoined = 10;  // and of `\U0001f600`
constexpr std::uint32_t kShorter = 2 * kEscape - kJoined;

// The code of the `\uXXXX` at the front of `text`, if there is one.
std::optional<std::uint32_t> escape(std::string_view text) {
  if (text.size() < kEscape || !text.starts_with("\\u")) return std::nullopt;
  std::uint32_t code = 0;
  const auto [end, problem] = std::from_chars(text.data() + 2, text.data() + kEscape, code, 16);
  if (problem != std::errc{} || end != text.data() + kEscape) return std::nullopt;
  return code;
}

bool is_high(std::optional<std::uint32_t> code) {
  return code && *code >= 0xD800 && *code < 0xDC00;
}

bool is_low(std::optional<std::uint32_t> code) {
  return code && *code >= 0xDC00 && *code < 0xE000;
}

class Joiner {
 public:
  Joiner(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics)
      : text_(text), text_index_(text_index), diagnostics_(&diagnostics) {}

  JoinedText take() {
    for (const QuotedText& quote : scan_yaml(text_).quotes) {
      if (text_[quote.begin] != '"') continue;
      copy(quote.begin);
      join(quote.end);
    }
    copy(text_.size());
    return std::move(joined_);
  }

 private:
  void copy(std::size_t end) {
    for (; at_ < end; ++at_) {
      const bool line_feed = text_[at_] == '\n';
      line_ += line_feed ? 1 : 0;
      column_ = line_feed ? 1 : column_ + 1;
      joined_.text += text_[at_];
    }
  }

  // The text in double quotes, up to their end.
  void join(std::size_t end) {
    while (at_ < end) {
      if (text_[at_] != '\\') {
        copy(at_ + 1);
        continue;
      }
      const auto first = escape(text_.substr(at_, end - at_));
      const auto second = is_high(first) ? escape(text_.substr(at_ + kEscape, end - at_ - kEscape)) : std::nullopt;
      if (is_low(second)) {
        put_pair(0x10000 + ((*first & 0x3FF) << 10) + (*second & 0x3FF));
        continue;
      }
      if (is_high(first) || is_low(first)) report(*first);
      copy(std::min(at_ + 2, end));
    }
  }

  void put_pair(std::uint32_t point) {
    joined_.text += fmt::format("\\U{:08x}", point);
    column_ += kJoined;
    at_ += 2 * kEscape;
    joined_.shifts.push_back({line_, column_});
  }

  void report(std::uint32_t code) {
    const Position where = joined_.original({text_index_, line_, column_});
    const char* other = code < 0xDC00 ? "write one of \\udc00 to \\udfff after it" : "write one of \\ud800 to \\udbff before it";
    ErrorScope(*diagnostics_).add(where, {fmt::format("\\u{:04x} is one half of a surrogate pair, not a character", code), other});
  }

  std::string_view text_;
  std::uint32_t text_index_;
  std::vector<Diagnostic>* diagnostics_;
  JoinedText joined_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 1, column_ = 1;  // of the next character of the joined text
};

}  // namespace

Position JoinedText::original(Position place) const {
  const auto behind = [](const Shift& shift, const Shift& other) {
    return std::pair(shift.line, shift.column) < std::pair(other.line, other.column);
  };
  const auto first = std::lower_bound(shifts.begin(), shifts.end(), Shift{place.line, 0}, behind);
  const auto last = std::upper_bound(first, shifts.end(), Shift{place.line, place.column}, behind);
  place.column += kShorter * static_cast<std::uint32_t>(last - first);
  return place;
}

JoinedText join_surrogates(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics) {
  const bool none = text.find("\\ud") == std::string_view::npos && text.find("\\uD") == std::string_view::npos;
  if (none) return {std::string(text), {}};
  return Joiner(text, text_index, diagnostics).take();
}

}  // namespace weir::config
