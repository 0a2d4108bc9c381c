#include "config/tree_builder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <weir/error_scope.hpp>

#include "config/merge_keys.hpp"
#include "config/parse_yaml.hpp"
#include "config/variable_reference.hpp"
#include "diagnostics/missing_space.hpp"
#include "diagnostics/shown.hpp"

namespace weir::config {

using diagnostics::missing_space_hint;
using diagnostics::shown;

Position TreeBuilder::position(const YAML::Mark& mark) const {
  if (mark.is_null()) return {text_index_, 1, 1};
  return joined_->original({text_index_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)});
}

const Value* TreeBuilder::open_brackets() const {
  const auto innermost = std::find_if(open_.rbegin(), open_.rend(), [](const Open& open) { return open.brackets; });
  return innermost == open_.rend() ? nullptr : &innermost->value;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) throw YamlFault{position(mark), {"a second YAML document begins here", "a config is one document"}};
  started_ = true;
}

void TreeBuilder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  if (expects_key()) throw YamlFault{position(mark), {fmt::format("the anchor '&{}' is on a key", shown(name)), "put it on a value"}};
}

// `~` or `null`, as written; nothing if the value was left out.
std::string_view TreeBuilder::written_null(const YAML::Mark& mark) const {
  const std::string_view rest = text_.substr(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t\n,]}:"));
  const bool key = rest.substr(word.size()).starts_with(':');
  const bool null = word == "~" || word == "null" || word == "Null" || word == "NULL";
  return null && !key ? word : std::string_view();
}

// For a value that was left out yaml-cpp reports the position of whatever comes next. Its place is at its key, or at the `-` or bracket
// before it.
Position TreeBuilder::place_of_nothing(const YAML::Mark& mark) const {
  std::string_view before = text_.substr(0, static_cast<std::size_t>(std::max(mark.pos, 0)));
  if (!written_null(mark).empty() || open_.empty()) return position(mark);
  if (open_.back().key) return open_.back().key->key_position;
  return last_written(before, position(mark).line);
}

// The position of the last character of a text that is neither blank nor in a comment. `line_number` is that of its last line.
Position TreeBuilder::last_written(std::string_view text, std::uint32_t line_number) const {
  for (;; --line_number) {
    const std::size_t begin = text.rfind('\n') + 1;  // 0 when there is none
    std::string_view line = text.substr(begin);
    line = line.substr(0, line.starts_with('#') ? 0 : line.find(" #"));
    const std::size_t last = line.find_last_not_of(" \t");
    if (last != std::string_view::npos) return joined_->original({text_index_, line_number, static_cast<std::uint32_t>(last + 1)});
    if (begin == 0) return {text_index_, 1, 1};
    text = text.substr(0, begin - 1);
  }
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) throw YamlFault{position(mark), "a key is missing here", true};
  Value value;
  value.position = place_of_nothing(mark);
  value.text = written_null(mark);
  spend(value, value.position);
  add(std::move(value), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) throw YamlFault{position(mark), {"an alias cannot be a key", "write the key out"}};
  const auto named = anchors_.find(anchor);
  if (named == anchors_.end()) throw YamlFault{position(mark), "this alias stands inside the value that it names"};
  spend(named->second, position(mark));
  attach(named->second);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
  refuse_tag(tag, mark);
  const bool quoted = tag == "!";
  ends_with_a_quote_ = quoted;
  if (!quoted) refuse_swallowed_key(mark, text);
  if (expects_key()) return begin_key(unmasked(text), position(mark), quoted);
  Value value(unmasked(text));
  value.position = position(mark);
  value.quoted = quoted;
  value.verbatim = is_verbatim(mark, text, quoted);
  spend(value, value.position);
  add(std::move(value), anchor);
}

bool TreeBuilder::is_verbatim(const YAML::Mark& mark, std::string_view scalar, bool quoted) const {
  const std::size_t begin = static_cast<std::size_t>(std::max(mark.pos, 0)) + (quoted ? 1 : 0);
  return begin <= text_.size() && text_.substr(begin).starts_with(scalar) && scalar.find('\n') == std::string_view::npos;
}

// A text without quotes continues on the lines below that are indented further, and swallows a key whose colon has no space after it.
void TreeBuilder::refuse_swallowed_key(const YAML::Mark& mark, std::string_view scalar) const {
  std::string_view rest = text_.substr(std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text_.size()));
  std::size_t seen = std::min(rest.find('\n'), rest.size());
  auto line_number = static_cast<std::uint32_t>(mark.line + 1);
  while (seen < scalar.size() && rest.find('\n') != std::string_view::npos) {
    rest.remove_prefix(rest.find('\n') + 1);
    ++line_number;
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const std::size_t first = std::min(line.find_first_not_of(" \t"), line.size());
    if (const std::string hint = missing_space_hint(line.substr(first)); !hint.empty())
      throw YamlFault{{text_index_, line_number, static_cast<std::uint32_t>(first + 1)}, hint};
    seen += 1 + line.size() - first;
  }
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  open(Value::Form::list, mark, tag, anchor, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value style) {
  open(Value::Form::map, mark, tag, anchor, style);
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().value.form == Value::Form::map && !open_.back().key;
}

void TreeBuilder::open(Value::Form form, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) {
  refuse_tag(tag, mark);
  if (expects_key()) throw YamlFault{position(mark), {"a list or a map cannot be a key", "is a bracket missing?"}, true};
  if (open_.size() == kDeepestNesting)
    throw YamlFault{position(mark), fmt::format("lists and maps nest deeper than {} here, which no config needs", kDeepestNesting)};
  Open opened;
  opened.value.form = form;
  opened.value.position = position(mark);
  opened.anchor = anchor;
  opened.brackets = style == YAML::EmitterStyle::Flow;
  spend(opened.value, opened.value.position);
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  if (closed.merged) merge_into(closed.value, closed.merged_at, std::move(*closed.merged), *diagnostics_);
  add(std::move(closed.value), closed.anchor);
}

void TreeBuilder::begin_key(const std::string& text, Position where, bool quoted) {
  Open& map = open_.back();
  const auto [first, fresh] = map.keys.try_emplace(text, where);
  if (!fresh)
    ErrorScope(*diagnostics_)
        .add(where, {fmt::format("the key '{}' is given twice", shown(text)),
                     fmt::format("keep one; the first is on line {}", first->second.line)});
  map.key = Member{text, where, {}};
  map.key_repeated = !fresh;
  map.key_merges = text == "<<" && !quoted;
}

void TreeBuilder::add(Value value, YAML::anchor_t anchor) {
  if (anchor != 0) {
    spend(value, value.position);
    anchors_.insert_or_assign(anchor, value);
  }
  attach(std::move(value));
}

void TreeBuilder::attach(Value value) {
  if (open_.empty()) {
    root_ = std::move(value);
    return;
  }
  Open& parent = open_.back();
  if (parent.value.form == Value::Form::list) {
    parent.value.items.push_back(std::move(value));
    return;
  }
  parent.key->value = std::move(value);
  if (parent.key_merges && !parent.key_repeated) {
    parent.merged = std::move(parent.key->value);
    parent.merged_at = parent.value.members.size();
  } else if (!parent.key_repeated) {
    parent.value.members.push_back(std::move(*parent.key));
  }
  parent.key.reset();
}

void TreeBuilder::refuse_tag(const std::string& tag, const YAML::Mark& mark) const {
  if (tag.empty() || tag == "?" || tag == "!") return;
  constexpr std::string_view kStandard = "tag:yaml.org,2002:";
  const std::string written = tag.starts_with(kStandard) ? fmt::format("!!{}", tag.substr(kStandard.size())) : tag;
  throw YamlFault{position(mark), {fmt::format("the tag '{}' has no meaning here", shown(written)), "take it away"}};
}

// A few short lines can name a value by aliases of aliases a billion times ("billion laughs"), so the total is bounded.
void TreeBuilder::spend(const Value& value, Position where) {
  spent_ += sizeof(Member) + value.text.size();
  if (spent_ > kMostValueBytes)
    throw YamlFault{where, fmt::format("from here on the values, aliases written out, take more than {} MiB", kMostValueBytes >> 20)};
  for (const Value& item : value.items) spend(item, where);
  for (const Member& member : value.members) {
    spent_ += member.key.size();
    spend(member.value, where);
  }
}

}  // namespace weir::config
