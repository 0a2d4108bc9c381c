#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weir/detail/param_type.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// A map whose keys are the user's own, in the order of the file.
template <class T>
struct ParamType<std::vector<std::pair<std::string, T>>> {
  static constexpr bool kKnown = ParamType<T>::kKnown;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::map;
    shape.element = std::make_shared<ParamShape>(ParamType<T>::shape());
    return shape;
  }
  static std::string format(const std::vector<std::pair<std::string, T>>& values) {
    std::string text;
    for (const auto& [key, value] : values) text += (text.empty() ? "{" : ", ") + key + ": " + ParamType<T>::format(value);
    return text.empty() ? text : text + "}";
  }
  static void read(const Value& value, std::vector<std::pair<std::string, T>>& target, const ErrorScope& errors,
                   const ParamShape& shape = {}) {
    if (!expect_map(value, errors)) return;
    std::vector<std::pair<std::string, T>> values;
    for (const weir::Member& member : value.members) {
      T element{};
      ParamType<T>::read(member.value, element, errors.key(member.key), element_of(shape));
      values.emplace_back(member.key, std::move(element));
    }
    target = std::move(values);
  }
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
