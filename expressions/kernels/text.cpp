// Functions of texts. Characters are those of UTF-8; a result that is a part of an argument is not copied.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "functions.hpp"
#include "kernels/characters.hpp"
#include "kernels/map.hpp"

namespace weir::expressions {
namespace {

using Text = std::string_view;
using Int = std::int64_t;

// Longer ones are not made: a short expression could make one that takes all memory, as `replace` squares a length.
constexpr std::size_t kLongestText = std::size_t{16} << 20U;
constexpr std::string_view kTooLong = "is longer than 16 MiB";

void concatenate(const Call& call) {
  const Reader<Text> a(call[0]), b(call[1]);
  Text* const out = call.out.values<Text>();
  std::fill_n(out, call.rows, Text());
  for_each_value(call, [&](std::size_t row) {
    const Text first = a[row], second = b[row];
    if (first.size() + second.size() > kLongestText) return call.out.fail(row);
    char* const room = call.texts.room(first.size() + second.size());
    std::copy(second.begin(), second.end(), std::copy(first.begin(), first.end(), room));
    out[row] = call.texts.keep(first.size() + second.size());
  });
}

template <char (*kChanged)(char)>
void change_case(const Call& call) {
  map<Text, Text>(call, [&call](Text text) {
    if (std::all_of(text.begin(), text.end(), [](char c) { return kChanged(c) == c; })) return text;
    std::transform(text.begin(), text.end(), call.texts.room(text.size()), kChanged);
    return call.texts.keep(text.size());
  });
}

void length(const Call& call) {
  map<Int, Text>(call, [](Text text) { return static_cast<Int>(count_characters(text)); });
}

// The character of `set` that the text begins or ends with; empty when there is none.
Text first_of(Text text, Text set, bool at_end) {
  for (std::size_t at = 0; at < set.size();) {
    const std::size_t end = character_end(set, at);
    const Text character = set.substr(at, end - at);
    if (at_end ? text.ends_with(character) : text.starts_with(character)) return character;
    at = end;
  }
  return {};
}

template <bool kLeft, bool kRight>
Text trimmed_of(Text text, Text set) {
  for (std::size_t size = 1; kLeft && size > 0;) text.remove_prefix(size = first_of(text, set, false).size());
  for (std::size_t size = 1; kRight && size > 0;) text.remove_suffix(size = first_of(text, set, true).size());
  return text;
}

template <bool kLeft, bool kRight>
void trim(const Call& call) {
  if (call.arguments.size() == 1)
    map<Text, Text>(call, [](Text text) { return trimmed_of<kLeft, kRight>(text, " "); });
  else
    map<Text, Text, Text>(call, trimmed_of<kLeft, kRight>);
}

// The characters from number `begin`, counted from 1, to before `end`; there may be none of those numbers.
Text characters_between(Text text, Int begin, Int end) {
  begin = std::max<Int>(begin, 1);
  if (end <= begin) return {};
  const std::size_t from = skip_characters(text, 0, static_cast<std::size_t>(begin - 1));
  return text.substr(from, skip_characters(text, from, static_cast<std::size_t>(end - begin)) - from);
}

// From the character `start`, `count` of them, or those before it where that is negative. A negative start counts from the end.
Text part_of_text(Text text, Int start, Int count) {
  constexpr Int kFar = Int{1} << 60;  // beyond any text
  start = std::clamp(start, -kFar, kFar);
  count = std::clamp(count, -2 * kFar, 2 * kFar);
  if (start < 0) start += static_cast<Int>(count_characters(text)) + 1;
  return count < 0 ? characters_between(text, start + count, start) : characters_between(text, start, start + count);
}

// To the end where no count is given.
void substr(const Call& call) {
  constexpr Int kToEnd = std::numeric_limits<Int>::max();
  const Reader<Text> text(call[0]);
  const Reader<Int> start(call[1]), count(call[call.arguments.size() - 1]);
  const bool counted = call.arguments.size() == 3;
  Text* const out = call.out.values<Text>();
  for (std::size_t row = 0; row < call.rows; ++row) out[row] = part_of_text(text[row], start[row], counted ? count[row] : kToEnd);
}

// The number of the character where it is found first, from 1; 0 when it is not there.
Int position_in(Text text, Text wanted) {
  const std::size_t at = text.find(wanted);
  return at == Text::npos ? 0 : static_cast<Int>(count_characters(text.substr(0, at))) + 1;
}

std::size_t count_of(Text old, Text text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(old); at != Text::npos; at = text.find(old, at + old.size())) ++count;
  return count;
}

// Requires: the result has that size.
Text replaced(Text text, Text old, Text with, std::size_t size, TextArena& texts) {
  char* to = texts.room(size);
  const char* const begin = to;
  for (std::size_t at = text.find(old); at != Text::npos; at = text.find(old)) {
    to = std::copy_n(text.begin(), at, to);
    to = std::copy(with.begin(), with.end(), to);
    text.remove_prefix(at + old.size());
  }
  to = std::copy(text.begin(), text.end(), to);
  return texts.keep(static_cast<std::size_t>(to - begin));
}

void replace(const Call& call) {
  const Reader<Text> text(call[0]), old(call[1]), with(call[2]);
  Text* const out = call.out.values<Text>();
  std::fill_n(out, call.rows, Text());
  for_each_value(call, [&](std::size_t row) {
    const std::size_t count = old[row].empty() ? 0 : count_of(old[row], text[row]);
    const std::size_t size = text[row].size() - count * old[row].size() + count * with[row].size();
    if (count > 0 && size > kLongestText) return call.out.fail(row);
    out[row] = count == 0 ? text[row] : replaced(text[row], old[row], with[row], size, call.texts);
  });
}

}  // namespace

void add_texts(FunctionList& functions) {
  using enum ColumnType;
  const auto add = [&](std::string_view name, std::vector<ColumnType> parameters, ColumnType result, Kernel kernel,
                       std::string_view failure = {}) {
    functions.push_back({.name = name, .parameters = std::move(parameters), .result = result, .kernel = kernel, .failure = failure});
  };
  add("||", {text, text}, text, concatenate, kTooLong);
  add("lower", {text}, text, change_case<lower_case>);
  add("upper", {text}, text, change_case<upper_case>);
  add("length", {text}, integer, length);
  for (const std::vector<ColumnType>& parameters : {std::vector{text}, std::vector{text, text}}) {
    add("trim", parameters, text, trim<true, true>);
    add("ltrim", parameters, text, trim<true, false>);
    add("rtrim", parameters, text, trim<false, true>);
  }
  add("substr", {text, integer}, text, substr);
  add("substr", {text, integer, integer}, text, substr);
  add("instr", {text, text}, integer, [](const Call& call) { map<Int, Text, Text>(call, position_in); });
  add("replace", {text, text, text}, text, replace, kTooLong);
}

}  // namespace weir::expressions
