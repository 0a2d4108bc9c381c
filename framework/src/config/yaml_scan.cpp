#include "config/yaml_scan.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "diagnostics/invisible.hpp"
#include "diagnostics/missing_space.hpp"
#include "diagnostics/shown.hpp"
#include "diagnostics/utf8.hpp"

namespace weir::config {

using diagnostics::code_point;
using diagnostics::invisible_name;
using diagnostics::key_without_space;
using diagnostics::missing_space_hint;
using diagnostics::shown;
using diagnostics::utf8_length;

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// A list or map in brackets that is still open.
struct OpenBracket {
  std::size_t at;
  std::size_t least_indent;  // of the lines inside it
  bool colon = false;        // the current entry has its ':'
  bool whole = false;        // the current value has ended, so a ',' or the end comes next
};

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  YamlScan take() {
    while (at_ < text_.size()) step();
    return std::move(scan_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (c == '\n') return begin_line();
    if (is_blank(c)) return skip(1);
    if (c == '#' && after_blank(at_)) return skip_to_line_end();
    if (line_is_new_) look_at_line();
    if (c == '"' || c == '\'') return quoted();
    if (c == '[' || c == '{') return open();
    if (c == ']' || c == '}') return close();
    if (in_flow() && c == ',') return comma();
    if (c == ':' && ends_a_key(at_)) return colon();
    if (!in_flow() && (c == '-' || c == '?') && blank_at(at_ + 1)) return skip(1);
    if (!in_flow() && (c == '|' || c == '>') && block()) return;
    if (c == '&' || c == '*' || c == '!') return property();
    plain();
  }

  void begin_line() {
    skip(1);
    line_ = at_;
    line_is_new_ = true;
    behind_ = kNowhere;
  }

  // What can be told from the first character of a line.
  void look_at_line() {
    line_is_new_ = false;
    const auto blank = utf8_length(text_.substr(at_)) > 0 ? invisible_name(code_point(text_.substr(at_))) : std::nullopt;
    if (blank) suspect_nearby(at_, {fmt::format("{} cannot indent in YAML", *blank), "use spaces"});
    if (!in_flow()) return;
    const char c = text_[at_];
    const bool entry = c == '-' && blank_at(at_ + 1);
    const bool outside = at_ - line_ < brackets_.front().least_indent && c != ']' && c != '}';
    if (!entry && !outside) return;
    const std::size_t bracket = brackets_.back().at;
    const bool list = text_[bracket] == '[';
    suspect(bracket, {fmt::format("this {} is not closed", list ? "list" : "map"),
                      fmt::format("a '{}' is missing before line {}", list ? ']' : '}', line_number())});
    if (entry) brackets_.clear();
  }

  void quoted() {
    begin_value();
    const char quote = text_[at_];
    QuotedText found{at_, text_.size(), false};
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      const bool escape = quote == '"' ? text_[i] == '\\' : text_.substr(i, 2) == "''";
      if (escape) {
        ++i;
      } else if (text_[i] == quote) {
        found.end = i + 1;
        found.closed = true;
        break;
      }
    }
    suspect_quote(found);
    scan_.quotes.push_back(found);
    at_ = found.end;
    end_value();
  }

  // A quote that is not closed ends at the next one, lines further down, and swallows keys on the way.
  void suspect_quote(const QuotedText& quote) {
    const std::string_view inside = text_.substr(quote.begin, quote.end - quote.begin);
    const std::size_t line_end = inside.find('\n');
    const std::string_view below = inside.substr(std::min(line_end, inside.size()));
    const bool swallows = below.find(": ") != kNowhere || below.find(":\n") != kNowhere || below.find("- ") != kNowhere;
    if (quote.closed && !swallows) return;
    suspect(quote.begin, {fmt::format("this quote is not closed{}", quote.closed ? " on its line" : ""),
                          fmt::format("a {} is missing", inside.front())});
  }

  void open() {
    begin_value();
    const std::size_t first = text_.find_first_not_of(' ', line_);
    const bool entry = text_.substr(first, 2) == "- ";
    brackets_.push_back({at_, first - line_ + (first == at_ && !entry ? 0 : 1)});
    skip(1);
  }

  void close() {
    const char opening = text_[at_] == ']' ? '[' : '{';
    if (!in_flow()) suspect(at_, "no list or map is open that this could close");
    // If this could close the list or map around it, the bracket of the inner one was forgotten.
    if (brackets_.size() > 1 && text_[brackets_.back().at] != opening) {
      suspect(at_, fmt::format("a '{}' is missing before this", opening == '{' ? ']' : '}'));
      brackets_.pop_back();
    }
    if (in_flow()) brackets_.pop_back();
    skip(1);
    end_value();
  }

  void comma() {
    brackets_.back().colon = brackets_.back().whole = false;
    skip(1);
  }

  void colon() {
    if (in_flow()) {
      OpenBracket& bracket = brackets_.back();
      if (bracket.colon && value_ != kNowhere) suspect(value_, "a ',' is missing before this");
      const bool bracket_behind = at_ + 1 < text_.size() && (text_[at_ + 1] == '[' || text_[at_ + 1] == '{');
      if (bracket_behind && !closes_a_quote(at_) && value_ != kNowhere)
        suspect(value_, fmt::format("a space is missing behind '{}'", shown(text_.substr(value_, at_ + 1 - value_))));
      bracket.colon = true;
      bracket.whole = false;
    }
    behind_ = kNowhere;
    skip(1);
  }

  // A value begins: it must not follow another directly.
  void begin_value() {
    const bool behind_another = in_flow() ? brackets_.back().whole : behind_ != kNowhere;
    if (behind_another) suspect(at_, behind_value());
    if (in_flow()) brackets_.back().whole = false;
    value_ = at_;
  }

  [[nodiscard]] Problem behind_value() const {
    if (in_flow() && !closes_a_quote(at_)) return "a ',' is missing before this";
    const char closing = text_[in_flow() ? at_ - 1 : behind_];
    if (closing != '"' && closing != '\'')
      return {fmt::format("this stands behind a closing '{}'", closing), "put it on a line of its own, or take it away"};
    return {"this stands behind a closing quote",
            fmt::format("quote the whole text, and write {} for a quote in it", closing == '"' ? "\\\"" : "''")};
  }

  void end_value() {
    behind_ = in_flow() ? kNowhere : at_ - 1;
    if (in_flow()) brackets_.back().whole = true;
  }

  // `|` and `>`: a text on the lines below, which are indented further.
  bool block() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (text_[end] == '-' || text_[end] == '+' || std::isdigit(static_cast<unsigned char>(text_[end])) != 0))
      ++end;
    while (end < text_.size() && is_blank(text_[end])) ++end;
    if (end < text_.size() && text_[end] != '\n' && text_[end] != '#') return false;
    const std::size_t parent = parent_indent();
    skip_to_line_end();
    while (at_ < text_.size()) {
      const std::size_t next = at_ + 1;
      const std::size_t first = std::min(text_.find_first_not_of(' ', next), text_.size());
      if (first < text_.size() && text_[first] != '\n' && first - next <= parent) break;
      at_ = std::min(text_.find('\n', next), text_.size());
    }
    return true;
  }

  // The column of the key, or of the last '-', that a value on this line belongs to.
  [[nodiscard]] std::size_t parent_indent() const {
    std::size_t first = text_.find_first_not_of(' ', line_);
    std::size_t dash = first;
    while (text_.substr(first, 2) == "- ") dash = first, first = text_.find_first_not_of(' ', first + 1);
    return (first == at_ ? dash : first) - line_;
  }

  void property() {
    const std::size_t begin = at_;
    const bool anchor = text_[at_] == '&';
    if (!anchor) begin_value();
    const std::size_t end = std::min(text_.find_first_of(in_flow() ? " \t\n,[]{}" : " \t\n", at_), text_.size());
    const std::size_t next = std::min(text_.find_first_not_of(" \t", end), text_.size());
    if (anchor && next < text_.size() && text_[next] == '*')
      suspect(begin, {"an anchor cannot be put on an alias", fmt::format("take '{}' away", shown(text_.substr(begin, end - begin)))});
    at_ = end;
    if (text_[begin] == '*' && in_flow()) brackets_.back().whole = true;
  }

  void plain() {
    begin_value();
    const std::size_t begin = at_;
    while (at_ < text_.size() && !ends_plain()) ++at_;
    if (at_ == begin) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (key_without_space(word)) {
      suspect_nearby(begin, missing_space_hint(word));
    }
    if (!in_flow()) return;
    if (word.ends_with('$') && at_ < text_.size() && text_[at_] == '{')
      suspect(at_ - 1, {"this ${ has no } behind it on its line, or a quote before that", "write ${NAME}, or put the text in quotes"});
    const std::size_t last_blank = word.find_last_of(' ', word.find_last_not_of(' '));
    value_ = begin + (last_blank == kNowhere ? 0 : last_blank + 1);
  }

  [[nodiscard]] bool ends_plain() const {
    const char c = text_[at_];
    if (c == '\n' || (c == '#' && after_blank(at_))) return true;
    if (c == ':' && ends_a_key(at_)) return true;
    return in_flow() && std::string_view(",[]{}").find(c) != kNowhere;
  }

  // Whether the colon at `at` ends a key.
  [[nodiscard]] bool ends_a_key(std::size_t at) const {
    if (at + 1 >= text_.size() || text_[at + 1] == '\n' || blank_at(at + 1)) return true;
    if (!in_flow()) return false;
    return closes_a_quote(at) || std::string_view(",[]{}").find(text_[at + 1]) != kNowhere;
  }

  void suspect(std::size_t at, Problem problem) { scan_.suspicions.push_back({at, std::move(problem)}); }
  void suspect_nearby(std::size_t at, Problem problem) { scan_.suspicions.push_back({at, std::move(problem), true}); }

  // Whether a quoted text ends right before `at`.
  [[nodiscard]] bool closes_a_quote(std::size_t at) const { return !scan_.quotes.empty() && scan_.quotes.back().end == at; }
  [[nodiscard]] bool in_flow() const { return !brackets_.empty(); }
  [[nodiscard]] bool blank_at(std::size_t at) const { return at >= text_.size() || is_blank(text_[at]) || text_[at] == '\n'; }
  [[nodiscard]] bool after_blank(std::size_t at) const { return at == 0 || is_blank(text_[at - 1]) || text_[at - 1] == '\n'; }
  void skip(std::size_t characters) { at_ += characters; }

  // The line of the current place; each line is counted once.
  [[nodiscard]] std::size_t line_number() {
    line_feeds_ += static_cast<std::size_t>(
        std::count(text_.begin() + static_cast<std::ptrdiff_t>(counted_), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
    counted_ = at_;
    return line_feeds_ + 1;
  }

  void skip_to_line_end() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  std::string_view text_;
  YamlScan scan_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;           // where the line begins
  bool line_is_new_ = true;        // nothing of it but blanks was seen
  std::size_t value_ = kNowhere;   // where the last value or key began
  std::size_t behind_ = kNowhere;  // the end of the quotes or brackets that a value of this line ended with
  std::size_t counted_ = 0;        // as far as lines were counted
  std::size_t line_feeds_ = 0;     // and how many there were
  std::vector<OpenBracket> brackets_;
};

}  // namespace

YamlScan scan_yaml(std::string_view text) {
  return Scanner(text).take();
}

}  // namespace weir::config
