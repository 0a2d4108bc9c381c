#include "params/number_hint.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "params/decimal.hpp"

namespace weir::params {

using diagnostics::shown;

namespace {

// `0x10` and `0o20`, which are whole numbers to YAML.
std::optional<std::string> as_decimal(std::string_view digits) {
  const int base = digits.starts_with("0x") || digits.starts_with("0X") ? 16 : digits.starts_with("0o") ? 8 : 0;
  if (base == 0) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(digits.data() + 2, digits.data() + digits.size(), number, base);
  if (problem != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return std::to_string(number);
}

// The digits as weir reads them: nothing between them, no leading zero, and digits on both sides of a point.
std::string plain(std::string_view digits) {
  std::string text;
  std::copy_if(digits.begin(), digits.end(), std::back_inserter(text), [](char c) { return c != '_'; });
  std::size_t zeros = 0;
  while (zeros + 1 < text.size() && text[zeros] == '0' && is_digit(text[zeros + 1])) ++zeros;
  text.erase(0, zeros);
  if (text.starts_with('.')) text.insert(0, 1, '0');
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace

std::string number_hint(std::string_view text) {
  const std::string_view sign = text.substr(0, text.starts_with('-') || text.starts_with('+') ? 1 : 0);
  const std::string_view digits = text.substr(sign.size());
  const std::string mended = fmt::format("{}{}", sign, as_decimal(digits).value_or(plain(digits)));
  std::string_view rest = mended;
  if (mended == text || !take_decimal(rest) || !rest.empty()) return "";
  return fmt::format("did you mean '{}'?", shown(mended));
}

}  // namespace weir::params
