#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weir/detail/param_either.hpp>
#include <weir/detail/param_type.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// What holds a key of the user's own.
template <class K>
concept ParamKey = std::same_as<K, std::string> || std::same_as<K, PlacedText>;

inline const std::string& key_text(const std::string& key) noexcept {
  return key;
}
inline const std::string& key_text(const PlacedText& key) noexcept {
  return key.text;
}
inline void set_key(std::string& key, const weir::Member& member) {
  key = member.key;
}
inline void set_key(PlacedText& key, const weir::Member& member) {
  key.text = member.key;
  key.position = member.key_position;
}

/// A map whose keys are the user's own, in the order of the file.
template <ParamKey K, class T>
struct ParamType<std::vector<std::pair<K, T>>> {
  static constexpr bool kKnown = ParamType<T>::kKnown;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::map;
    shape.element = std::make_shared<ParamShape>(ParamType<T>::shape());
    return shape;
  }
  static std::string format(const std::vector<std::pair<K, T>>& values) {
    std::string text;
    for (const auto& [key, value] : values) text += (text.empty() ? "{" : ", ") + key_text(key) + ": " + ParamType<T>::format(value);
    return text.empty() ? text : text + "}";
  }
  static void read(const Value& value, std::vector<std::pair<K, T>>& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    if (!expect_map(value, errors)) return;
    std::vector<std::pair<K, T>> values;
    for (const weir::Member& member : value.members) {
      auto& [key, element] = values.emplace_back();
      set_key(key, member);
      ParamType<T>::read(member.value, element, errors.key(member.key), element_of(shape));
    }
    target = std::move(values);
  }
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
