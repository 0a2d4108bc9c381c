// How params read scalars: bool, whole numbers, numbers, strings.

#include <charconv>
#include <cmath>
#include <cstddef>
#include <system_error>

#include <fmt/format.h>

#include <weir/detail/param_type.hpp>

#include "config/decimal.hpp"
#include "config/found.hpp"

namespace weir::detail {
namespace {

constexpr const char* kWholeNumber = "a whole number";

bool fail(const Value& value, std::string message, ParamErrors& errors) {
  errors.push_back({value.position, std::move(message)});
  return false;
}

bool unexpected(const Value& value, std::string_view expected, ParamErrors& errors, std::string_view hint = "") {
  return fail(value, fmt::format("expected {}, found {}{}", expected, found(value), hint), errors);
}

// False, with an error, unless the value is a scalar without quotes.
bool expect_plain(const Value& value, std::string_view expected, ParamErrors& errors) {
  if (value.form != Value::Form::scalar) return unexpected(value, expected, errors);
  if (value.quoted) return unexpected(value, expected, errors, "; take the quotes away");
  return true;
}

std::string without_leading_zeros(std::string_view text) {
  const std::size_t sign = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  std::size_t first = sign;
  while (first + 1 < text.size() && (text[first] == '0' || text[first] == '_')) ++first;
  return fmt::format("{}{}", text.substr(0, sign), text.substr(first));
}

bool has_leading_zero(const Value& value, ParamErrors& errors) {
  fail(value, fmt::format("'{}' has a leading zero; did you mean '{}'?", shown(value.text), shown(without_leading_zeros(value.text))),
       errors);
  return true;
}

// A whole number as its sign and size.
bool read_whole(const Value& value, bool& negative, std::uint64_t& size, std::string_view largest, ParamErrors& errors) {
  if (!expect_plain(value, kWholeNumber, errors)) return false;
  std::string_view rest = value.text;
  const auto number = take_decimal(rest);
  if (!number || !rest.empty()) return unexpected(value, kWholeNumber, errors);
  if (number->leading_zero) return !has_leading_zero(value, errors);
  negative = number->negative;
  switch (to_whole(*number, 1, size)) {
    case Whole::exact:
      return true;
    case Whole::fraction:
      return unexpected(value, kWholeNumber, errors);
    case Whole::too_large:
      break;
  }
  if (negative) return fail(value, fmt::format("'{}' is too small", shown(value.text)), errors);
  return fail(value, fmt::format("'{}' is too large: the largest is {}", shown(value.text), largest), errors);
}

template <class T>
bool read_floating(const Value& value, T& target, std::string_view type, ParamErrors& errors) {
  if (!expect_plain(value, "a number", errors)) return false;
  std::string_view rest = value.text;
  const auto decimal = take_decimal(rest);
  if (!decimal || !rest.empty()) return unexpected(value, "a number", errors);
  if (decimal->leading_zero) return !has_leading_zero(value, errors);
  std::string text;
  for (const char c : value.text) {
    if (c != '_' && c != '+') text += c;
    if (c == '+' && !text.empty()) text += c;
  }
  T number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc::result_out_of_range)
    return fail(value, fmt::format("'{}' is out of range of a {}", shown(value.text), type), errors);
  if (problem != std::errc{} || end != text.data() + text.size()) return unexpected(value, "a number", errors);
  target = number;
  return true;
}

}  // namespace

bool read_bool(const Value& value, bool& target, ParamErrors& errors) {
  if (!expect_plain(value, "true or false", errors)) return false;
  if (value.text == "true" || value.text == "false") {
    target = value.text == "true";
    return true;
  }
  return unexpected(value, "true or false", errors);
}

bool read_unsigned(const Value& value, std::uint64_t& target, std::uint64_t max, ParamErrors& errors) {
  bool negative = false;
  std::uint64_t size = 0;
  if (!read_whole(value, negative, size, std::to_string(max), errors)) return false;
  if (negative && size != 0) return fail(value, fmt::format("'{}' is negative", shown(value.text)), errors);
  if (size > max) return fail(value, fmt::format("'{}' is too large: the largest is {}", shown(value.text), max), errors);
  target = size;
  return true;
}

bool read_signed(const Value& value, std::int64_t& target, std::int64_t min, std::int64_t max, ParamErrors& errors) {
  bool negative = false;
  std::uint64_t size = 0;
  if (!read_whole(value, negative, size, std::to_string(max), errors)) return false;
  const std::uint64_t most = negative ? std::uint64_t{0} - static_cast<std::uint64_t>(min) : static_cast<std::uint64_t>(max);
  if (size > most) {
    const std::string limit = negative ? fmt::format("small: the smallest is {}", min) : fmt::format("large: the largest is {}", max);
    return fail(value, fmt::format("'{}' is too {}", shown(value.text), limit), errors);
  }
  // Through unsigned, where the smallest number of 64 bits has a size.
  target = static_cast<std::int64_t>(negative ? std::uint64_t{0} - size : size);
  return true;
}

bool read_number(const Value& value, float& target, ParamErrors& errors) {
  return read_floating(value, target, "float", errors);
}

bool read_number(const Value& value, double& target, ParamErrors& errors) {
  return read_floating(value, target, "double", errors);
}

bool read_number(const Value& value, long double& target, ParamErrors& errors) {
  return read_floating(value, target, "long double", errors);
}

bool read_string(const Value& value, std::string& target, ParamErrors& errors) {
  if (value.form != Value::Form::scalar) return unexpected(value, "a string", errors);
  target = value.text;
  return true;
}

bool read_path(const Value& value, std::filesystem::path& target, ParamErrors& errors) {
  std::string text;
  if (!read_string(value, text, errors)) return false;
  // The operating system would take what stands before it for the whole path.
  if (text.find('\0') != std::string::npos)
    return fail(value, fmt::format("the path \"{}\" holds a NUL character; take it away", shown(text)), errors);
  target = text;
  return true;
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
