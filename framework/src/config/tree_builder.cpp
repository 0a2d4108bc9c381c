#include "config/tree_builder.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "config/found.hpp"
#include "config/parse_yaml.hpp"

namespace weir {

Position TreeBuilder::position(const YAML::Mark& mark) const {
  if (mark.is_null()) return {source_, 1, 1};
  return {source_, static_cast<std::uint32_t>(mark.line + 1), static_cast<std::uint32_t>(mark.column + 1)};
}

std::optional<Position> TreeBuilder::open_collection() const {
  if (open_.empty()) return std::nullopt;
  return open_.back().value.position;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
  if (started_) throw YamlFault{position(mark), "a second YAML document begins here; a config is one document"};
  started_ = true;
}

void TreeBuilder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
  if (expects_key()) throw YamlFault{position(mark), fmt::format("the anchor '&{}' is on a key; put it on a value", shown(name))};
}

// yaml-cpp marks a value that was left out at whatever comes next. It belongs behind its key, or at the `-` before it.
Position TreeBuilder::place_of_nothing(const YAML::Mark& mark) const {
  const std::string_view rest = text_.substr(std::min(static_cast<std::size_t>(mark.pos), text_.size()));
  const bool written = rest.starts_with('~') || rest.starts_with("null") || rest.starts_with("Null") || rest.starts_with("NULL");
  if (written || open_.empty()) return position(mark);
  const Open& parent = open_.back();
  if (parent.key) return parent.key->key_position;
  return parent.value.items.empty() ? parent.value.position : parent.value.items.back().position;
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) throw YamlFault{position(mark), "a key is missing here"};
  Value value;
  value.position = place_of_nothing(mark);
  spend(value);
  add(std::move(value), anchor);
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  if (expects_key()) throw YamlFault{position(mark), "an alias cannot be a key; write the key out"};
  const auto named = anchors_.find(anchor);
  if (named == anchors_.end()) throw YamlFault{position(mark), "this alias stands inside the value that it names"};
  spend(named->second);
  attach(named->second);
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& text) {
  refuse_tag(tag, mark);
  const bool quoted = tag == "!";
  last_quoted_ = quoted ? std::optional(mark) : std::nullopt;
  if (expects_key()) return begin_key(text, position(mark), quoted);
  Value value(text);
  value.position = position(mark);
  value.quoted = quoted;
  spend(value);
  add(std::move(value), anchor);
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(Value::Form::list, mark, tag, anchor);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, YAML::EmitterStyle::value) {
  open(Value::Form::map, mark, tag, anchor);
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && open_.back().value.form == Value::Form::map && !open_.back().key;
}

void TreeBuilder::open(Value::Form form, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
  refuse_tag(tag, mark);
  if (expects_key()) throw YamlFault{position(mark), "a key must be a plain word, not a list or a map"};
  if (open_.size() == kDeepestNesting)
    throw YamlFault{position(mark), fmt::format("lists and maps nest deeper than {} here; no config needs that", kDeepestNesting)};
  Open opened;
  opened.value.form = form;
  opened.value.position = position(mark);
  opened.anchor = anchor;
  spend(opened.value);
  open_.push_back(std::move(opened));
}

void TreeBuilder::close() {
  Open closed = std::move(open_.back());
  open_.pop_back();
  add(std::move(closed.value), closed.anchor);
}

void TreeBuilder::begin_key(const std::string& text, Position where, bool quoted) {
  if (text == "<<" && !quoted)
    throw YamlFault{where, "merge keys (<<) are not supported; write the keys out, or use an alias for a whole value"};
  Open& map = open_.back();
  const auto [first, fresh] = map.keys.try_emplace(text, where);
  if (!fresh)
    diagnostics_->push_back({where, fmt::format("key '{}' is given twice; the first is on line {}", shown(text), first->second.line)});
  map.key = Member{text, where, {}};
  map.key_repeated = !fresh;
}

void TreeBuilder::add(Value value, YAML::anchor_t anchor) {
  if (anchor != 0) {
    spend(value);
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
  if (!parent.key_repeated) parent.value.members.push_back(std::move(*parent.key));
  parent.key.reset();
}

void TreeBuilder::refuse_tag(const std::string& tag, const YAML::Mark& mark) const {
  if (tag.empty() || tag == "?" || tag == "!") return;
  throw YamlFault{position(mark), fmt::format("tags such as '{}' are not supported; take it away", shown(tag))};
}

// A few short lines can name a value by aliases of aliases a billion times ("billion laughs"), so what they come to is bounded.
void TreeBuilder::spend(const Value& value) {
  spent_ += sizeof(Member) + value.text.size();
  if (spent_ > kMostValueBytes)
    throw YamlFault{value.position,
                    fmt::format("from here on the values, aliases written out, take more than {} MiB", kMostValueBytes >> 20)};
  for (const Value& item : value.items) spend(item);
  for (const Member& member : value.members) {
    spent_ += member.key.size();
    spend(member.value);
  }
}

}  // namespace weir
