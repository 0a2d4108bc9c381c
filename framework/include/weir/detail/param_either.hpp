#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include <weir/detail/param_type.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Whether a value of that form in a file is meant for a param of that shape.
bool is_meant_for(const Value& value, const ParamShape& shape) noexcept;
/// A value that is meant for neither.
void report_neither(const Value& value, const ParamShape& shape, const ErrorScope& errors);

/// One of two that a file writes differently: a scalar, a list, a map.
template <class A, class B>
struct ParamType<std::variant<A, B>> {
  static constexpr bool kKnown = ParamType<A>::kKnown && ParamType<B>::kKnown;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::either;
    shape.alternatives = {std::make_shared<ParamShape>(ParamType<A>::shape()), std::make_shared<ParamShape>(ParamType<B>::shape())};
    return shape;
  }
  static std::string format(const std::variant<A, B>& value) {
    return value.index() == 0 ? ParamType<A>::format(std::get<0>(value)) : ParamType<B>::format(std::get<1>(value));
  }
  static void read(const Value& value, std::variant<A, B>& target, const ErrorScope& errors, const ParamShape& = {}) {
    const ParamShape both = shape();
    if (is_meant_for(value, *both.alternatives[0]))
      ParamType<A>::read(value, target.template emplace<0>(), errors, *both.alternatives[0]);
    else if (is_meant_for(value, *both.alternatives[1]))
      ParamType<B>::read(value, target.template emplace<1>(), errors, *both.alternatives[1]);
    else
      report_neither(value, both, errors);
  }
};

template <class A, class B>
bool is_empty(const std::variant<A, B>& value) {
  return std::visit(
      [](const auto& held) {
        if constexpr (requires { held.empty(); })
          return held.empty();
        else
          return false;
      },
      value);
}
template <class A, class B>
bool is_empty(const std::optional<std::variant<A, B>>& value) {
  return value && detail::is_empty(*value);
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
