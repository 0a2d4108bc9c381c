#include "config/put_over.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace weir::config {
namespace {

using Form = Value::Form;
using Places = std::unordered_map<std::string, std::size_t>;  // the first of each name

bool is_map(const Value& value) {
  return value.form == Form::map;
}

// `null` or `~`; a key with nothing behind it may have lost its value.
bool is_written_null(const Value& value) {
  return value.form == Form::null && !value.text.empty();
}

bool is_empty(const Value& value) {
  return value.form == Form::null && value.text.empty();
}

std::optional<std::string> name_of(const Value& entry) {
  const Value* const name = entry.find("name");
  return name == nullptr || name->form != Form::scalar ? std::nullopt : std::optional(name->text);
}

// In `keys`, those of the file, of a stage and of `defaults`, null takes a key away; to params it is a value.
enum class Level { keys, params };

void put_map_over(Value& earlier, Value later, Level level);

// The params of another kind mean nothing to this one.
void put_stage_over(Value& earlier, Value later) {
  const Value* const before = earlier.find("kind");
  const Value* const after = later.find("kind");
  if (before != nullptr && after != nullptr && before->text != after->text)
    std::erase_if(earlier.members, [](const Member& member) { return member.key == "params"; });
  put_map_over(earlier, std::move(later), Level::keys);
}

void put_case_over(Value& earlier, Value later) {
  earlier = std::move(later);
}

// An entry with a name that is known goes over that one; others go before the next that is known, or to the end. A name that comes twice in
// `later` is new the second time, so that the plan reports it.
void put_entries_over(Value& earlier, Value later, void (*put_entry_over)(Value&, Value)) {
  Places places;
  for (std::size_t i = 0; i < earlier.items.size(); ++i) {
    if (auto name = name_of(earlier.items[i])) places.try_emplace(std::move(*name), i);
  }
  std::vector<std::vector<Value>> before(earlier.items.size() + 1);
  std::vector<Value> fresh;
  for (Value& entry : later.items) {
    const auto name = name_of(entry);
    const auto known = name && is_map(entry) ? places.find(*name) : places.end();
    if (known == places.end()) {
      fresh.push_back(std::move(entry));
      continue;
    }
    std::move(fresh.begin(), fresh.end(), std::back_inserter(before[known->second]));
    fresh.clear();
    put_entry_over(earlier.items[known->second], std::move(entry));
    places.erase(known);
  }
  std::move(fresh.begin(), fresh.end(), std::back_inserter(before.back()));
  std::vector<Value> all;
  for (std::size_t i = 0; i < before.size(); ++i) {
    std::move(before[i].begin(), before[i].end(), std::back_inserter(all));
    if (i < earlier.items.size()) all.push_back(std::move(earlier.items[i]));
  }
  earlier.items = std::move(all);
}

bool are_lists(const Value& one, const Value& other) {
  return one.form == Form::list && other.form == Form::list;
}

void put_value_over(Member& earlier, Member later, Level level) {
  const std::string_view key = later.key;
  const bool entries = level == Level::keys && are_lists(earlier.value, later.value);
  if (entries && key == "stages") return put_entries_over(earlier.value, std::move(later.value), put_stage_over);
  if (entries && key == "tests") return put_entries_over(earlier.value, std::move(later.value), put_case_over);
  if (is_map(earlier.value) && is_map(later.value))
    return put_map_over(earlier.value, std::move(later.value), key == "params" ? Level::params : level);
  if (key == "params" && is_empty(later.value)) return;  // as an empty map
  earlier = std::move(later);
}

void put_map_over(Value& earlier, Value later, Level level) {
  Places places;
  for (std::size_t i = 0; i < earlier.members.size(); ++i) places.try_emplace(earlier.members[i].key, i);
  std::unordered_set<std::string> taken_away;
  for (Member& member : later.members) {
    const auto known = places.find(member.key);
    if (known == places.end())
      earlier.members.push_back(std::move(member));
    else if (level == Level::keys && is_written_null(member.value))
      taken_away.insert(std::move(member.key));
    else
      put_value_over(earlier.members[known->second], std::move(member), level);
  }
  std::erase_if(earlier.members, [&](const Member& member) { return taken_away.contains(member.key); });
}

}  // namespace

void put_over(Value& earlier, Value later) {
  put_map_over(earlier, std::move(later), Level::keys);
}

}  // namespace weir::config
