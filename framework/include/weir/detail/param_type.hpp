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

#include <weir/config.hpp>
#include <weir/kind_info.hpp>

namespace [[gnu::visibility("default")]] weir {

/// An amount of memory or of file, written `64KiB`, `1MiB`, `4GB`.
struct Size {
  std::uint64_t bytes = 0;
  friend auto operator<=>(const Size&, const Size&) = default;  // NOLINT(modernize-use-nullptr): sees a 0 in what is generated
};

/// The names of an enum's values, returned by the overload `choices(E)` beside the enum:
///
///     inline weir::Choices<Normalize> choices(Normalize) { return {{"letters", Normalize::letters}, {"none", Normalize::none}}; }
template <class E>
using Choices = std::vector<std::pair<std::string, E>>;

namespace detail {

using ParamErrors = std::vector<Diagnostic>;

template <class Params>
struct Rule {
  std::string param;
  std::function<std::optional<std::string>(const Params&)> test;
  bool over_several = false;  ///< looks at more params than the one it points at
};

/// What is wrong by a rule, if anything is. A test is the author's own code: one that throws found something wrong.
template <class Params>
std::optional<std::string> broken(const Rule<Params>& rule, const Params& params) {
  try {
    return rule.test(params);
  } catch (const std::exception& error) {
    return std::string("cannot be checked: ") + error.what();
  } catch (...) {
    return "cannot be checked: its check threw something that is no std::exception";
  }
}

// In description.cpp. Each adds to `errors` what is wrong; a reader leaves its target alone then.
bool read_bool(const Value& value, bool& target, ParamErrors& errors);
bool read_unsigned(const Value& value, std::uint64_t& target, std::uint64_t max, ParamErrors& errors);
bool read_signed(const Value& value, std::int64_t& target, std::int64_t min, std::int64_t max, ParamErrors& errors);
bool read_number(const Value& value, float& target, ParamErrors& errors);
bool read_number(const Value& value, double& target, ParamErrors& errors);
bool read_number(const Value& value, long double& target, ParamErrors& errors);
bool read_string(const Value& value, std::string& target, ParamErrors& errors);
bool read_path(const Value& value, std::filesystem::path& target, ParamErrors& errors);
bool read_duration(const Value& value, std::chrono::nanoseconds& target, ParamErrors& errors);
bool read_size(const Value& value, Size& target, ParamErrors& errors);
bool expect_list(const Value& value, ParamErrors& errors);
void report_choice(const Value& value, const std::vector<std::string>& choices, ParamErrors& errors);
/// A duration that is no multiple of the step in which its param counts, or too large for it.
void report_inexact(const Value& value, const std::string& step, ParamErrors& errors);
/// What is wrong with a value that is none of those allowed.
std::string not_one_of(const std::string& value, const std::vector<std::string>& allowed);
std::string format_duration(std::chrono::nanoseconds duration);
std::string format_size(Size size);
std::string format_number(float number);
std::string format_number(double number);
std::string format_number(long double number);

/// The value of each param in `value`, null where absent. Unknown keys and missing required ones go to `errors`.
std::vector<const Value*> match_members(const Value& value, const std::vector<std::shared_ptr<ParamInfo>>& params, ParamErrors& errors);
/// Puts `param 'name'` before each error from `first` on; a param of a nested struct is named `outer.inner`.
void name_param(const std::string& name, ParamErrors& errors, std::size_t first);
/// A broken rule, pointed at the param's value, or at the map when the param was not given.
void report_rule(const Value& params, const std::string& name, const std::string& wrong, ParamErrors& errors);

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
  static void read(const Value& value, bool& target, ParamErrors& errors) { read_bool(value, target, errors); }
};

/// A whole number; a `char` is none.
template <class T>
concept WholeNumber = std::integral<T> && !std::same_as<T, char> && !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                      !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

template <WholeNumber T>
struct ParamType<T> : SimpleShape<T, ParamShape::Form::integer> {
  static std::string format(T value) { return std::to_string(value); }
  static void read(const Value& value, T& target, ParamErrors& errors) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::unsigned_integral<T>) {
      std::uint64_t wide = 0;
      if (read_unsigned(value, wide, Limits::max(), errors)) target = static_cast<T>(wide);
    } else {
      std::int64_t wide = 0;
      if (read_signed(value, wide, Limits::min(), Limits::max(), errors)) target = static_cast<T>(wide);
    }
  }
};

template <std::floating_point T>
struct ParamType<T> : SimpleShape<T, ParamShape::Form::number> {
  static std::string format(T value) { return format_number(value); }
  static void read(const Value& value, T& target, ParamErrors& errors) { read_number(value, target, errors); }
};

template <>
struct ParamType<std::string> : SimpleShape<std::string, ParamShape::Form::string> {
  static std::string format(const std::string& value) { return value; }
  static void read(const Value& value, std::string& target, ParamErrors& errors) { read_string(value, target, errors); }
};

template <>
struct ParamType<std::filesystem::path> : SimpleShape<std::filesystem::path, ParamShape::Form::path> {
  static std::string format(const std::filesystem::path& value) { return value.string(); }
  static void read(const Value& value, std::filesystem::path& target, ParamErrors& errors) { read_path(value, target, errors); }
};

template <class Rep, class Period>
requires std::ratio_greater_equal_v<Period, std::nano>
struct ParamType<std::chrono::duration<Rep, Period>> : SimpleShape<std::chrono::duration<Rep, Period>, ParamShape::Form::duration> {
  using Duration = std::chrono::duration<Rep, Period>;
  using Nanoseconds = std::chrono::nanoseconds;

  static std::string format(Duration value) {
    const std::chrono::duration<long double, std::nano> exact(value);  // which the whole nanoseconds of a far future would overflow
    const bool too_long = exact.count() >= static_cast<long double>(Nanoseconds::max().count());
    return format_duration(too_long ? Nanoseconds::max() : std::chrono::duration_cast<Nanoseconds>(value));
  }
  static void read(const Value& value, Duration& target, ParamErrors& errors) {
    Nanoseconds fine{};
    if (!read_duration(value, fine, errors)) return;
    const auto held = std::chrono::duration_cast<Duration>(fine);
    if (std::floating_point<Rep> || std::chrono::duration_cast<Nanoseconds>(held) == fine)
      target = held;
    else
      report_inexact(value, format(Duration{1}), errors);
  }
};

template <>
struct ParamType<Size> : SimpleShape<Size, ParamShape::Form::size> {
  static std::string format(Size value) { return format_size(value); }
  static void read(const Value& value, Size& target, ParamErrors& errors) { read_size(value, target, errors); }
};

template <class T>
requires std::is_enum_v<T>
struct ParamType<T> {
  static constexpr bool kKnown = requires { choices(T{}); };
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
  static void read(const Value& value, T& target, ParamErrors& errors) {
    for (const auto& [name, choice] : choices(T{})) {
      if (value.form == Value::Form::scalar && value.text == name) {
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
    for (const T& value : values) text += (text.size() > 1 ? ", " : "") + ParamType<T>::format(value);
    return text + "]";
  }
  static void read(const Value& value, std::vector<T>& target, ParamErrors& errors) {
    if (!expect_list(value, errors)) return;
    std::vector<T> values;
    for (const Value& item : value.items) {
      T element{};
      ParamType<T>::read(item, element, errors);
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
  static void read(const Value& value, std::optional<T>& target, ParamErrors& errors) {
    if (value.form == Value::Form::null) {
      target.reset();
      return;
    }
    T inner{};
    ParamType<T>::read(value, inner, errors);
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
