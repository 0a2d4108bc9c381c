#pragma once

// Walks through a line of JSON. For the two files that do so: this brings in all of simdjson, whose names none of our headers has.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <simdjson.h>

#include "diagnostics/shown.hpp"

namespace weir::stages {

/// Bytes behind a line that may be read, whatever they are.
inline constexpr std::size_t kJsonPadding = simdjson::SIMDJSON_PADDING;
/// Objects and arrays within each other.
inline constexpr int kJsonDepth = 500;

/// What a value is.
enum class JsonKind { object, array, string, integer, fraction, boolean, null };

/// A value, as it is met.
struct JsonValue {
  JsonKind kind;
  std::string_view text;  ///< a string without quotes and escapes; all else as it is written
  bool in_line = true;    ///< the text is a part of the line; otherwise it is there until the next line is walked through
  std::string_view json;  ///< as it is written
};

/// Whether a text is a number as JSON has it; then `integer` says whether it has no fraction and no exponent.
inline bool is_json_number(std::string_view text, bool& integer) noexcept {
  const char* at = text.data();
  const char* const end = at + text.size();
  const auto digits = [&] {
    const char* const first = at;
    while (at != end && *at >= '0' && *at <= '9') ++at;
    return at - first;
  };
  if (at != end && *at == '-') ++at;
  const bool zero = at != end && *at == '0';
  const auto whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  integer = at == end;
  if (at != end && *at == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at != end && (*at | 0x20) == 'e') {
    ++at;
    if (at != end && (*at == '+' || *at == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == end;
}

/// Walks through lines, each of which is an object, and tells a handler what is there, in the order of the line. Every byte is checked,
/// also of values that nobody wants. `Handler` has a type `Node`, which stands for a place in the object, and
///
/// - `Node* child(Node& parent, std::string_view key)`: the place of a key; null when nothing below it matters
/// - `bool wants_json(const Node& node, JsonKind kind)`: whether it wants an object or an array there as it is written
/// - `void value(Node& node, const JsonValue& value)`: what is there; of an object before its keys
///
/// One thread at a time.
template <class Handler>
class JsonWalk {
 public:
  using Node = typename Handler::Node;

  /// Walks through a line without its line end, and returns what is wrong with it; nothing when it is fine. Requires: `kJsonPadding` bytes
  /// behind it may be read.
  [[nodiscard]] std::string walk(std::string_view line, Handler& handler, Node& root) {
    line_ = line;
    handler_ = &handler;
    place_ = line.data();
    free_ = nullptr;
    wrong_.clear();
    if (!object_line(root) && wrong_.empty()) wrong_ = "is not JSON";
    return std::move(wrong_);
  }

 private:
  using Error = simdjson::error_code;
  using Value = simdjson::ondemand::value;

  bool object_line(Node& root) {
    simdjson::ondemand::document document;
    if (!is_good(parser_.iterate(line_.data(), line_.size(), line_.size() + kJsonPadding).get(document), line_.data())) return false;
    simdjson::ondemand::json_type type{};
    simdjson::ondemand::object object;
    if (document.type().get(type) != simdjson::SUCCESS || type != simdjson::ondemand::json_type::object) return fails("is not an object");
    if (!is_good(document.get_object().get(object), line_.data())) return false;
    return keys(object, &root, 1) && (document.current_location().error() == simdjson::OUT_OF_BOUNDS || fails("goes on behind the object"));
  }

  bool keys(simdjson::ondemand::object& object, Node* node, int depth) {
    if (depth > kJsonDepth) return fails(fmt::format("has more than {} objects and arrays within each other", kJsonDepth));
    for (auto result : object) {
      if (!is_good(result.error(), place_)) return false;
      auto& field = result.value_unsafe();  // a copy would be read before it is written
      std::string_view key;
      if (!key_of(field, key)) return false;
      if (!value(field.value(), node == nullptr ? nullptr : handler_->child(*node, key), depth)) return false;
    }
    return true;
  }

  // Most keys have no escapes.
  bool key_of(simdjson::ondemand::field& field, std::string_view& key) {
    const char* const begin = field.key().raw();
    const char* end = begin;
    while (*end != '"' && *end != '\\') ++end;
    place_ = begin;
    if (*end == '\\') return unescape(field.key(), key);
    key = {begin, static_cast<std::size_t>(end - begin)};
    return true;
  }

  bool value(Value& value, Node* node, int depth) {
    std::string_view token = trimmed(value.raw_json_token());
    place_ = token.data();
    switch (token.front()) {
      case '{':
        return object(value, node, depth);
      case '[':
        return array(value, node, depth);
      case '"':
        return string(value, node, token);
      default:
        return scalar(node, token);
    }
  }

  bool object(Value& value, Node* node, int depth) {
    simdjson::ondemand::object object;
    if (!is_good(value.get_object().get(object), place_)) return false;
    if (node != nullptr && !nested(object, *node, JsonKind::object)) return false;
    return keys(object, node, depth + 1);
  }

  bool array(Value& list, Node* node, int depth) {
    simdjson::ondemand::array array;
    if (depth + 1 > kJsonDepth) return fails(fmt::format("has more than {} objects and arrays within each other", kJsonDepth));
    if (!is_good(list.get_array().get(array), place_)) return false;
    if (node != nullptr && !nested(array, *node, JsonKind::array)) return false;
    for (auto result : array) {
      if (!is_good(result.error(), place_)) return false;
      auto& element = result.value_unsafe();
      if (!value(element, nullptr, depth + 1)) return false;
    }
    return true;
  }

  // Tells of an object or an array; afterwards it is as it was.
  template <class Nested>
  bool nested(Nested& nested, Node& node, JsonKind kind) {
    std::string_view json;
    bool some = false;
    if (handler_->wants_json(node, kind)) {
      if (!is_good(nested.raw_json().get(json), place_) || !is_good(nested.reset().get(some), place_)) return false;
      json = trimmed(json);
    }
    handler_->value(node, {.kind = kind, .text = json, .json = json});
    return true;
  }

  bool string(Value& value, Node* node, std::string_view token) {
    if (token.size() < 2 || token.back() != '"') return fails_at("is not JSON", token.data());
    JsonValue found{.kind = JsonKind::string, .text = token.substr(1, token.size() - 2), .json = token};
    // What is not taken is passed over without a look at whether a colon follows.
    simdjson::ondemand::raw_json_string raw;
    if (!is_good(value.get_raw_json_string().get(raw), place_)) return false;
    found.in_line = found.text.find('\\') == std::string_view::npos;
    if (!found.in_line && !unescape(raw, found.text)) return false;
    if (node != nullptr) handler_->value(*node, found);
    return true;
  }

  bool scalar(Node* node, std::string_view token) {
    bool integer = false;
    JsonValue found{.kind = JsonKind::null, .text = token, .json = token};
    const char first = token.front();
    if (first == '-' || (first >= '0' && first <= '9')) {
      if (!is_json_number(token, integer)) return is_no_value(token);
      found.kind = integer ? JsonKind::integer : JsonKind::fraction;
    } else if (token == "true" || token == "false") {
      found.kind = JsonKind::boolean;
    } else if (token != "null") {
      return is_no_value(token);
    }
    if (node != nullptr) handler_->value(*node, found);
    return true;
  }

  bool is_no_value(std::string_view token) { return fails_at(fmt::format("is not JSON: '{}'", diagnostics::shown(token)), token.data()); }

  // simdjson would do so into memory of its own, without a look at whether it got any.
  bool unescape(simdjson::ondemand::raw_json_string raw, std::string_view& text) {
    if (free_ == nullptr) {
      if (unescaped_.size() < line_.size() + kJsonPadding) unescaped_.resize(line_.size() + kJsonPadding);
      free_ = unescaped_.data();  // enough for all strings: none becomes longer
    }
    return is_good(parser_.unescape(raw, free_).get(text), place_);
  }

  static std::string_view trimmed(std::string_view token) noexcept {
    while (token.size() > 1 && (token.back() == ' ' || token.back() == '\t' || token.back() == '\r' || token.back() == '\n'))
      token.remove_suffix(1);
    return token;
  }

  bool fails(std::string why) {
    wrong_ = std::move(why);
    return false;
  }
  // The place of the last token that could be read is near enough.
  bool fails_at(const std::string& why, const char* place) {
    const bool known = place >= line_.data() && place < line_.data() + line_.size();
    return fails(known ? fmt::format("{}, at column {}", why, place - line_.data() + 1) : why);
  }
  bool is_good(Error error, const char* place) { return error == simdjson::SUCCESS || explains(error, place); }
  bool explains(Error error, const char* place) {
    switch (error) {
      case simdjson::MEMALLOC:
        throw std::bad_alloc();
      case simdjson::UTF8_ERROR:
        return fails("is not UTF-8");
      case simdjson::UNCLOSED_STRING:
        return fails("has a string that is not closed");
      case simdjson::UNESCAPED_CHARS:
        return fails("has a control character in a string");
      case simdjson::STRING_ERROR:
        return fails_at("has an escape that stands for no character", place);
      case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
        return fails("is not JSON: it does not end with the object");
      default:
        return fails_at("is not JSON", place);
    }
  }

  simdjson::ondemand::parser parser_;
  std::vector<std::uint8_t> unescaped_;  // the strings of the line that have escapes
  std::uint8_t* free_ = nullptr;         // in there; null before the first
  std::string_view line_;
  Handler* handler_ = nullptr;
  const char* place_ = nullptr;  // of the token in hand
  std::string wrong_;
};

}  // namespace weir::stages
