#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <ratio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/choices.hpp>
#include <weir/config.hpp>
#include <weir/detail/param_readers.hpp>
#include <weir/duration.hpp>
#include <weir/kind_info.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

/// How params of a type are read, and written as a file has them. `kKnown` is false for a type that cannot be a param.
template <class T>
struct ParamType;

template <class T, ParamShape::Form form_>
struct SimpleShape {
  static constexpr bool kKnown = true;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = form_;
    return shape;
  }
};

template <>
struct ParamType<bool> : SimpleShape<bool, ParamShape::Form::boolean> {
  static std::string format(bool value) { return value ? "true" : "false"; }
  static void read(const Value& value, bool& target, const ErrorScope& errors, const ParamShape& = {}) { read_bool(value, target, errors); }
};

/// A whole number; a `char` is none.
template <class T>
concept WholeNumber = std::integral<T> && !std::same_as<T, char> && !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                      !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <WholeNumber T>
struct ParamType<T> {
  using Limits = std::numeric_limits<T>;
  static constexpr bool kKnown = true;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::integer;
    shape.type_least = format(Limits::min());
    shape.type_most = format(Limits::max());
    return shape;
  }
  static std::string format(T value) { return std::to_string(value); }
  static void read(const Value& value, T& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    if constexpr (std::unsigned_integral<T>) {
      std::uint64_t wide = 0;
      if (read_unsigned(value, wide, Limits::max(), errors, shape)) target = static_cast<T>(wide);
    } else {
      std::int64_t wide = 0;
      if (read_signed(value, wide, Limits::min(), Limits::max(), errors, shape)) target = static_cast<T>(wide);
    }
  }
};

template <std::floating_point T>
struct ParamType<T> {
  static constexpr bool kKnown = true;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::number;
    shape.type_least = format(std::numeric_limits<T>::lowest());
    shape.type_most = format(std::numeric_limits<T>::max());
    return shape;
  }
  static std::string format(T value) { return format_number(value); }
  static void read(const Value& value, T& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    read_number(value, target, errors, shape);
  }
};

template <>
struct ParamType<std::string> : SimpleShape<std::string, ParamShape::Form::string> {
  static std::string format(const std::string& value) { return value; }
  static void read(const Value& value, std::string& target, const ErrorScope& errors, const ParamShape& = {}) {
    read_string(value, target, errors);
  }
};

template <>
struct ParamType<PlacedText> : SimpleShape<PlacedText, ParamShape::Form::string> {
  static std::string format(const PlacedText& value) { return value.text; }
  static void read(const Value& value, PlacedText& target, const ErrorScope& errors, const ParamShape& = {}) {
    read_placed_text(value, target, errors);
  }
};

template <>
struct ParamType<std::filesystem::path> : SimpleShape<std::filesystem::path, ParamShape::Form::path> {
  static std::string format(const std::filesystem::path& value) { return value.string(); }
  static void read(const Value& value, std::filesystem::path& target, const ErrorScope& errors, const ParamShape& = {}) {
    read_path(value, target, errors);
  }
};

/// The step of a duration that whole nanoseconds can count.
template <class Period>
concept WholeNanoseconds = std::ratio_greater_equal_v<Period, std::nano>;

template <class Rep, WholeNanoseconds Period>
struct ParamType<std::chrono::duration<Rep, Period>> : SimpleShape<std::chrono::duration<Rep, Period>, ParamShape::Form::duration> {
  using Duration = std::chrono::duration<Rep, Period>;
  using Nanoseconds = std::chrono::nanoseconds;

  static std::string format(Duration value) {
    const std::chrono::duration<long double, std::nano> exact(value);  // which the whole nanoseconds of a far future would overflow
    const bool too_long = exact.count() >= static_cast<long double>(Nanoseconds::max().count());
    return format_duration(too_long ? Nanoseconds::max() : std::chrono::duration_cast<Nanoseconds>(value));
  }
  static void read(const Value& value, Duration& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    Nanoseconds fine{};
    if (!read_duration(value, fine, errors, shape)) return;
    const auto held = std::chrono::duration_cast<Duration>(fine);
    if (std::floating_point<Rep> || std::chrono::duration_cast<Nanoseconds>(held) == fine)
      target = held;
    else
      report_inexact(value, format(Duration{1}), errors);
  }
};

/// Read and shown as the nanoseconds that it is.
template <>
struct ParamType<weir::Duration> : ParamType<std::chrono::nanoseconds> {};

template <>
struct ParamType<Size> : SimpleShape<Size, ParamShape::Form::size> {
  static std::string format(Size value) { return format_size(value); }
  static void read(const Value& value, Size& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    read_size(value, target, errors, shape);
  }
};

template <class T>
concept Enum = std::is_enum_v<T>;

template <Enum T>
struct ParamType<T> {
  static constexpr bool kKnown = requires {
    { choices(T{}) } -> std::convertible_to<Choices<T>>;
  };
  static std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& [name, value] : choices(T{})) names.push_back(name);
    return names;
  }
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::choice;
    shape.choices = names();
    return shape;
  }
  static std::string format(T value) {
    for (const auto& [name, choice] : choices(T{})) {
      if (choice == value) return name;
    }
    return "";
  }
  static void read(const Value& value, T& target, const ErrorScope& errors, const ParamShape& = {}) {
    const bool is_word = value.form == Value::Form::scalar || value.form == Value::Form::null;  // a choice may be called `null`
    for (const auto& [name, choice] : choices(T{})) {
      if (is_word && value.text == name) {
        target = choice;
        return;
      }
    }
    report_choice(value, names(), errors);
  }
};

template <class T>
struct ParamType<std::vector<T>> {
  static constexpr bool kKnown = ParamType<T>::kKnown;
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::list;
    shape.element = std::make_shared<ParamShape>(ParamType<T>::shape());
    return shape;
  }
  static std::string format(const std::vector<T>& values) {
    std::string text = "[";
    for (const T& value : values) text += (text.size() > 1 ? ", " : "") + shown_in_list(ParamType<T>::format(value));
    return text + "]";
  }
  static void read(const Value& value, std::vector<T>& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    if (!expect_list(value, errors)) return;
    std::vector<T> values;
    for (const Value& item : value.items) {
      T element{};
      ParamType<T>::read(item, element, errors, element_of(shape));
      values.push_back(std::move(element));
    }
    target = std::move(values);
  }
};

template <class T>
struct ParamType<std::optional<T>> {
  static constexpr bool kKnown = ParamType<T>::kKnown;
  static ParamShape shape() {
    ParamShape shape = ParamType<T>::shape();
    shape.optional = true;
    return shape;
  }
  static std::string format(const std::optional<T>& value) { return value ? ParamType<T>::format(*value) : ""; }
  static void read(const Value& value, std::optional<T>& target, const ErrorScope& errors, const ParamShape& shape = {}) {
    if (is_left_out(value)) return report_left_out(value, errors);
    if (value.form == Value::Form::null) {
      target.reset();
      return;
    }
    T inner{};
    ParamType<T>::read(value, inner, errors, shape);
    target = std::move(inner);
  }
};

// What a range speaks of: the value itself, or each value in a list or an optional.
template <class T>
struct RangeOfImpl {
  using type = T;
};
template <class T>
struct RangeOfImpl<std::vector<T>> : RangeOfImpl<T> {};
template <class T>
struct RangeOfImpl<std::optional<T>> : RangeOfImpl<T> {};
template <class T>
using RangeOf = typename RangeOfImpl<T>::type;

template <class T, class Test>
bool all_of(const T& value, const Test& test) {
  return test(value);
}
template <class T, class Test>
bool all_of(const std::vector<T>& values, const Test& test) {
  for (const auto& value : values) {
    if (!all_of(static_cast<const T&>(value), test)) return false;
  }
  return true;
}
template <class T, class Test>
bool all_of(const std::optional<T>& value, const Test& test) {
  return !value || all_of(*value, test);
}

template <class T>
bool is_empty(const T& value) {
  return value.empty();
}
template <class T>
bool is_empty(const std::optional<T>& value) {
  return value && detail::is_empty(*value);  // qualified: std::filesystem has an is_empty of paths
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
