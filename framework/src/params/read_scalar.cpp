// How params read scalars: bool, whole numbers, numbers, strings.

#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <weir/detail/param_type.hpp>

#include "diagnostics/found.hpp"
#include "diagnostics/shown.hpp"
#include "params/decimal.hpp"
#include "params/number_hint.hpp"

namespace weir::detail {

using diagnostics::shown;
using diagnostics::unexpected;
using params::number_hint;
using params::take_decimal;
using params::to_whole;
using params::Whole;

namespace {

constexpr const char* kWholeNumber = "a whole number";
constexpr const char* kNumber = "a number";

bool fail(const Value& value, Problem problem, const ErrorScope& errors) {
  errors.add(value.position, std::move(problem));
  return false;
}

bool not_expected(const Value& value, std::string_view expected, const ErrorScope& errors, std::string mend = "") {
  return fail(value, unexpected(expected, value, std::move(mend)), errors);
}

bool not_a_number(const Value& value, std::string_view expected, const ErrorScope& errors) {
  return not_expected(value, expected, errors, number_hint(value.text));
}

// False, with an error, unless the value is a scalar without quotes.
bool expect_plain(const Value& value, std::string_view expected, const ErrorScope& errors) {
  if (value.form != Value::Form::scalar) return not_expected(value, expected, errors);
  if (value.quoted) return not_expected(value, expected, errors, "take the quotes away");
  return true;
}

bool has_leading_zero(const Value& value, const ErrorScope& errors) {
  return fail(value, {fmt::format("'{}' has a leading zero", shown(value.text)), number_hint(value.text)}, errors);
}

// A number that its type cannot hold. The message names the limit of the param where it has one, otherwise that of the type.
bool outside(const Value& value, bool low, const std::string& end_of_type, const ParamShape& shape, const ErrorScope& errors) {
  if (!shape.choices.empty()) return fail(value, not_one_of(value.text, shape.choices), errors);
  if (low) return fail(value, too_small(value.text, shape.at_least.value_or(end_of_type)), errors);
  return fail(value, too_large(value.text, shape.at_most.value_or(end_of_type)), errors);
}

// A whole number as its sign and size; `Whole::too_large` if it does not fit in 64 bits.
bool read_whole(const Value& value, bool& negative, std::uint64_t& size, Whole& outcome, std::string_view expected,
                const ErrorScope& errors) {
  if (!expect_plain(value, expected, errors)) return false;
  std::string_view rest = value.text;
  const auto number = take_decimal(rest);
  if (!number || !rest.empty()) return not_a_number(value, expected, errors);
  if (number->leading_zero) return has_leading_zero(value, errors);
  outcome = to_whole(*number, 1, size);
  if (outcome == Whole::fraction) return not_expected(value, expected, errors);
  negative = number->negative && (size != 0 || outcome == Whole::too_large);
  return true;
}

template <class T>
bool read_floating(const Value& value, T& target, const ErrorScope& errors, const ParamShape& shape) {
  if (!expect_plain(value, kNumber, errors)) return false;
  std::string_view rest = value.text;
  const auto decimal = take_decimal(rest);
  if (!decimal || !rest.empty()) return not_a_number(value, kNumber, errors);
  if (decimal->leading_zero) return has_leading_zero(value, errors);
  const std::string_view text = std::string_view(value.text).substr(value.text.starts_with('+') ? 1 : 0);
  T number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc::result_out_of_range && decimal->exponent < 0)
    return fail(value, {fmt::format("'{}' is too close to 0", shown(value.text)), "write 0"}, errors);
  if (problem == std::errc::result_out_of_range) {
    const T edge = decimal->negative ? std::numeric_limits<T>::lowest() : std::numeric_limits<T>::max();
    return outside(value, decimal->negative, format_number(edge), shape, errors);
  }
  target = number;
  return true;
}

}  // namespace

bool read_bool(const Value& value, bool& target, const ErrorScope& errors) {
  if (!expect_plain(value, "true or false", errors)) return false;
  const std::string& text = value.text;
  // Exactly the spellings of YAML 1.2, in which `yes` and `on` are strings.
  const bool yes = text == "true" || text == "True" || text == "TRUE";
  if (!yes && text != "false" && text != "False" && text != "FALSE") return not_expected(value, "true or false", errors);
  target = yes;
  return true;
}

bool read_unsigned(const Value& value, std::uint64_t& target, std::uint64_t max, const ErrorScope& errors, const ParamShape& shape,
                   std::string_view expected) {
  bool negative = false;
  std::uint64_t size = 0;
  Whole outcome{};
  if (!read_whole(value, negative, size, outcome, expected, errors)) return false;
  if (negative) return outside(value, true, "0", shape, errors);
  if (outcome == Whole::too_large || size > max) return outside(value, false, std::to_string(max), shape, errors);
  target = size;
  return true;
}

bool read_signed(const Value& value, std::int64_t& target, std::int64_t min, std::int64_t max, const ErrorScope& errors,
                 const ParamShape& shape) {
  bool negative = false;
  std::uint64_t size = 0;
  Whole outcome{};
  if (!read_whole(value, negative, size, outcome, kWholeNumber, errors)) return false;
  const std::uint64_t most = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(min) : static_cast<std::uint64_t>(max);
  if (outcome == Whole::too_large || size > most) return outside(value, negative, std::to_string(negative ? min : max), shape, errors);
  // Negated as unsigned, since the smallest signed number has no positive counterpart.
  target = static_cast<std::int64_t>(negative ? std::uint64_t{0} - size : size);
  return true;
}

bool read_number(const Value& value, float& target, const ErrorScope& errors, const ParamShape& shape) {
  return read_floating(value, target, errors, shape);
}

bool read_number(const Value& value, double& target, const ErrorScope& errors, const ParamShape& shape) {
  return read_floating(value, target, errors, shape);
}

bool read_number(const Value& value, long double& target, const ErrorScope& errors, const ParamShape& shape) {
  return read_floating(value, target, errors, shape);
}

bool read_placed_text(const Value& value, PlacedText& target, const ErrorScope& errors) {
  if (!read_string(value, target.text, errors)) return false;
  target.position = value.position;
  target.verbatim = value.verbatim && value.position.known();
  if (target.verbatim && value.quoted) ++target.position.column;
  return true;
}

bool read_string(const Value& value, std::string& target, const ErrorScope& errors) {
  if (value.form != Value::Form::scalar) return not_expected(value, "a string", errors);
  target = value.text;
  return true;
}

bool read_path(const Value& value, std::filesystem::path& target, const ErrorScope& errors) {
  std::string text;
  if (!read_string(value, text, errors)) return false;
  // To the operating system the path would end there.
  if (text.find('\0') != std::string::npos)
    return fail(value, {fmt::format("the path \"{}\" holds a NUL character", shown(text)), "take it away"}, errors);
  target = text;
  return true;
}

bool is_left_out(const Value& value) noexcept {
  return value.form == Value::Form::null && value.text.empty() && value.position.known();
}

void report_left_out(const Value& value, const ErrorScope& errors) {
  fail(value, {"nothing stands behind the key", "leave the key out, or write null for no value"}, errors);
}

const ParamShape& element_of(const ParamShape& list) noexcept {
  static const ParamShape kUnknown;
  return list.element == nullptr ? kUnknown : *list.element;
}

std::string shown_in_list(const std::string& element) {
  return element.empty() ? "''" : element;
}

std::string format_number(float number) {
  return fmt::format("{}", number);
}

std::string format_number(double number) {
  return fmt::format("{}", number);
}

std::string format_number(long double number) {
  return fmt::format("{}", number);
}

}  // namespace weir::detail
