#include "config/read_on_error.hpp"

#include <charconv>
#include <limits>
#include <string_view>

#include <fmt/format.h>

#include "config/setting_reader.hpp"
#include "diagnostics/found.hpp"

namespace weir::config {

using diagnostics::unexpected;

namespace {

bool read_then(const Value& value, OnError::Then& target, const ErrorScope& errors) {
  const bool stop = value.form == Value::Form::scalar && value.text == "stop";
  if (!stop && (value.form != Value::Form::scalar || value.text != "skip")) {
    errors.add(value.position, unexpected("stop or skip", value));
    return false;
  }
  target = stop ? OnError::Then::stop : OnError::Then::skip;
  return true;
}

bool read_retries(const Value& value, std::size_t& target, const ErrorScope& errors) {
  ParamShape shape;
  shape.at_least = "0";
  std::uint64_t retries = 0;
  if (!detail::read_unsigned(value, retries, std::numeric_limits<std::uint32_t>::max(), errors, shape, "a whole number")) return false;
  target = retries;
  return true;
}

bool read_backoff(const Value& value, std::chrono::nanoseconds& target, const ErrorScope& errors) {
  return detail::read_duration(value, target, errors, ParamShape());
}

// Digits, and a fraction with digits on both sides of the point.
bool is_plain_number(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789";
  const std::string_view whole = text.substr(0, text.find('.'));
  const bool has_fraction = whole.size() < text.size();
  const std::string_view fraction = has_fraction ? text.substr(whole.size() + 1) : "0";
  const auto all_digits = [&](std::string_view part) { return !part.empty() && part.find_first_not_of(kDigits) == part.npos; };
  return all_digits(whole) && all_digits(fraction);
}

}  // namespace

bool read_on_error(const Value& value, OnError& target, const ErrorScope& errors) {
  if (value.form == Value::Form::scalar && (value.text == "stop" || value.text == "skip"))
    return read_then(value, target.then.emplace(), errors);
  if (value.form != Value::Form::map) {
    errors.add(value.position, unexpected("stop, skip, or a map such as {retry: 3, backoff: 100ms, then: skip}", value));
    return false;
  }
  const std::size_t before = errors.list().size();
  SettingReader reader(value, errors);
  Setting<std::size_t> retry;
  Setting<std::chrono::nanoseconds> backoff;
  Setting<OnError::Then> then;
  reader.read("retry", retry, read_retries);
  reader.read("backoff", backoff, read_backoff);
  reader.read("then", then, read_then);
  reader.refuse_unknown_keys();
  if (!value.find("retry") && errors.list().size() == before)
    errors.key("retry").add(value.position, {"missing", "where no call is to be made again, write stop or skip alone"});
  target.retry = retry.value.value_or(0);
  target.backoff = backoff.value.value_or(std::chrono::nanoseconds(0));
  target.then = then.value;
  return errors.list().size() == before;
}

bool read_max_errors(const Value& value, MaxErrors& target, const ErrorScope& errors) {
  constexpr std::string_view kExpected = "a number of items, or a share such as 1 %";
  std::string_view text = value.text;
  if (value.form != Value::Form::scalar || !text.ends_with('%')) {
    std::uint64_t items = 0;
    if (!detail::read_unsigned(value, items, std::numeric_limits<std::uint64_t>::max(), errors, ParamShape(), std::string(kExpected)))
      return false;
    target.items = items;
    return true;
  }
  text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  double percent = 0;
  if (!is_plain_number(text) || std::from_chars(text.data(), text.data() + text.size(), percent).ec != std::errc()) {
    errors.add(value.position, unexpected(std::string(kExpected), value));
    return false;
  }
  target.percent = percent;
  return true;
}

}  // namespace weir::config
