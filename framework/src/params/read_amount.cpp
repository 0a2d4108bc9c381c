// Numbers with a unit: durations and sizes.

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/detail/param_type.hpp>

#include "diagnostics/found.hpp"
#include "diagnostics/invisible.hpp"
#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "params/decimal.hpp"

namespace weir::detail {

using diagnostics::edit_distance;
using diagnostics::invisible_note;
using diagnostics::listed;
using diagnostics::shown;
using diagnostics::unexpected;
using params::Decimal;
using params::take_decimal;
using params::to_whole;
using params::Whole;

namespace {

struct Unit {
  const char* name;
  std::uint64_t factor;
};

// A quantity: its units, from small to large, and the units to suggest when one is missing.
struct Scale {
  const char* expected;
  std::span<const Unit> units;
  const char* unit_names;
  const char* usual_unit;
  const char* next_unit;
  std::uint64_t max;
  const char* most;     // the largest value, about
  const char* nothing;  // the smallest
  bool compound;        // `1h30m`
};

constexpr Unit kDurationUnits[] = {{"ns", 1},
                                   {"us", 1'000},
                                   {"ms", 1'000'000},
                                   {"s", 1'000'000'000},
                                   {"m", 60'000'000'000},
                                   {"h", 3'600'000'000'000},
                                   {"d", 86'400'000'000'000}};
constexpr Scale kDuration{"a duration such as 5ms",
                          kDurationUnits,
                          "ns, us, ms, s, m, h and d",
                          "ms",
                          "s",
                          std::numeric_limits<std::int64_t>::max(),
                          "about 106751d",
                          "0s",
                          true};

constexpr Unit kSizeUnits[] = {{"B", 1},
                               {"kB", 1'000},
                               {"KB", 1'000},
                               {"KiB", 1ULL << 10},
                               {"MB", 1'000'000},
                               {"MiB", 1ULL << 20},
                               {"GB", 1'000'000'000},
                               {"GiB", 1ULL << 30},
                               {"TB", 1'000'000'000'000},
                               {"TiB", 1ULL << 40}};
constexpr Scale kSize{"a size such as 64KiB",
                      kSizeUnits,
                      "B, KB, KiB, MB, MiB, GB, GiB, TB and TiB",
                      "B",
                      "KiB",
                      std::numeric_limits<std::uint64_t>::max(),
                      "about 16777215TiB",
                      "0B",
                      false};

const Unit* find_unit(const Scale& scale, std::string_view name) {
  const auto unit = std::find_if(scale.units.begin(), scale.units.end(), [&](const Unit& u) { return name == u.name; });
  return unit == scale.units.end() ? nullptr : &*unit;
}

// The unit that was probably meant: `sec` is `s`, `minutes` are `m`, `kib` and `k` are `KiB`.
std::string probable_unit(const Scale& scale, std::string_view written) {
  if (written.starts_with("min") && find_unit(scale, "m") != nullptr) return "m";  // no nearer to `m` than to `ms` by its letters
  const auto starts_alike = [&](const Unit& u) {
    return std::tolower(static_cast<unsigned char>(u.name[0])) == std::tolower(static_cast<unsigned char>(written[0]));
  };
  const Unit* best = nullptr;
  std::size_t least = 0;
  for (const Unit& unit : scale.units) {
    const std::size_t distance = edit_distance(written, unit.name);
    const bool binary = unit.name[1] == 'i';  // of `KB` and `KiB`, the second is meant more often
    if (starts_alike(unit) && (best == nullptr || distance < least || (binary && distance <= least + 1 && written.size() == 1)))
      best = &unit, least = distance;
  }
  return best == nullptr ? "" : best->name;
}

// One number and its unit in the text of an amount.
struct Part {
  Decimal number;
  std::string_view digits;
  std::string_view unit;
};

// Removes a part from the front of `text`: its unit ends where the next number begins. Nothing if there is no number.
std::optional<Part> take_part(std::string_view& text) {
  const std::string_view whole = text;
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  const std::string_view digits = whole.substr(0, whole.size() - text.size());
  const std::string_view unit = text.substr(0, text.find_first_of("0123456789"));
  text.remove_prefix(unit.size());
  return Part{*number, digits, unit};
}

// What is wrong with the form of a part whose unit is known, if anything.
std::optional<Problem> part_problem(std::string_view text, const Part& part, const Unit& unit, const Unit* before, bool last) {
  if (part.number.leading_zero) return Problem(fmt::format("'{}' has a leading zero", shown(text)), "take it away");
  if (part.digits.find_first_of("eE") != std::string_view::npos)
    return Problem(fmt::format("'{}' has an exponent, which no number with a unit may have", shown(text)), "write the digits out");
  if (before != nullptr && unit.factor >= before->factor)
    return Problem(fmt::format("'{}' has its units in the wrong order", shown(text)), "write the largest first, and each once");
  if (!last && part.digits.find('.') != std::string_view::npos)
    return Problem(fmt::format("'{}' has a fraction before its last unit", shown(text)), "only the last may have one");
  return std::nullopt;
}

// The limits of a value, as text.
std::string smallest(const Scale& scale, const ParamShape& shape) {
  return shape.at_least.value_or(scale.nothing);
}
std::string largest(const Scale& scale, const ParamShape& shape) {
  return shape.at_most.value_or(scale.most);
}

Problem unit_problem(const Scale& scale, std::string_view text, const Part& part, const ParamShape& shape);

// Reads `1h30m` part by part, and returns what is wrong with it, if anything.
std::optional<Problem> read_parts(const Scale& scale, std::string_view text, std::uint64_t& target, const ParamShape& shape) {
  std::uint64_t total = 0;
  const Unit* before = nullptr;
  bool negative = false;
  for (std::string_view rest = text; !rest.empty();) {
    const auto part = take_part(rest);
    const Unit* unit = part ? find_unit(scale, part->unit) : nullptr;
    if (unit == nullptr) return unit_problem(scale, text, part.value_or(Part()), shape);
    if (before != nullptr && !scale.compound)
      return Problem(fmt::format("'{}' has two units", shown(text)), "write one number with one unit");
    if (auto problem = part_problem(text, *part, *unit, before, rest.empty())) return problem;
    negative = negative || part->number.negative;
    std::uint64_t amount = 0;
    const Whole outcome = to_whole(part->number, unit->factor, amount);
    if (outcome == Whole::fraction) return fmt::format("'{}' is not a whole number of {}", shown(text), scale.units.front().name);
    const bool over = outcome == Whole::too_large || __builtin_add_overflow(total, amount, &total) || total > scale.max;
    if (over && !negative) return too_large(std::string(text), largest(scale, shape));
    before = unit;
  }
  if (negative) return too_small(std::string(text), smallest(scale, shape));
  target = total;
  return std::nullopt;
}

bool is_amount(const Scale& scale, std::string_view text) {
  std::uint64_t ignored = 0;
  return !read_parts(scale, text, ignored, {});
}

// Whether an amount is within the limits of its param.
bool fits(const Scale& scale, std::string_view text, const ParamShape& shape) {
  std::uint64_t amount = 0, least = 0, most = scale.max;
  if (read_parts(scale, text, amount, {})) return false;
  if (shape.at_least) read_parts(scale, *shape.at_least, least, {});
  if (shape.at_most) read_parts(scale, *shape.at_most, most, {});
  return least <= amount && amount <= most;
}

// A number without a unit: suggests one or two probable units that keep it within the limits of its param.
Problem no_unit_problem(const Scale& scale, std::string_view number, const ParamShape& shape) {
  std::vector<std::string> likely;
  const auto offer = [&](const char* unit) {
    const std::string candidate = fmt::format("{}{}", number, unit);
    if (likely.size() < 2 && fits(scale, candidate, shape)) likely.push_back(shown(candidate));
  };
  offer(scale.usual_unit);
  offer(scale.next_unit);
  if (likely.empty()) {
    for (const Unit& unit : scale.units) offer(unit.name);
  }
  return {fmt::format("'{}' has no unit", shown(number)),
          likely.empty() ? fmt::format("the units are {}", scale.unit_names) : fmt::format("write {}", listed(likely, "or"))};
}

Problem unknown_unit_problem(const Scale& scale, std::string_view text, std::string_view written, const ParamShape& shape) {
  const std::string what = fmt::format("'{}' has an unknown unit", shown(text));
  const std::string_view unit = written.substr(std::min(written.find_first_not_of(' '), written.size()));
  const std::string probable = unit.empty() ? "" : probable_unit(scale, unit);
  std::string mended(text);
  if (!probable.empty()) mended.replace(static_cast<std::size_t>(written.data() - text.data()), written.size(), probable);
  if (probable.empty() || mended == text || !is_amount(scale, mended)) return {what, fmt::format("the units are {}", scale.unit_names)};
  if (fits(scale, mended, shape)) return {what, fmt::format("did you mean '{}'?", shown(mended))};
  return {what, fmt::format("with '{}' it is out of range: {} to {}", probable, smallest(scale, shape), largest(scale, shape))};
}

Problem unit_problem(const Scale& scale, std::string_view text, const Part& part, const ParamShape& shape) {
  if (part.digits == text) return no_unit_problem(scale, text, shape);
  if (part.unit.empty())
    return {fmt::format("'{}' has no unit behind its last number", shown(text)), fmt::format("the units are {}", scale.unit_names)};
  if (const std::string note = invisible_note(text); !note.empty()) return {fmt::format("'{}' {}", shown(text), note), "take it away"};
  std::string closed(text);
  std::erase(closed, ' ');
  if (closed != text && is_amount(scale, closed))
    return {fmt::format("'{}' has a space in it", shown(text)), fmt::format("write {}", shown(closed))};
  return unknown_unit_problem(scale, text, part.unit, shape);
}

bool read_scaled(const Scale& scale, const Value& value, std::uint64_t& target, const ErrorScope& errors, const ParamShape& shape) {
  const std::size_t sign = value.text.starts_with('-') ? 1 : 0;
  const bool number =
      value.form == Value::Form::scalar && value.text.size() > sign && std::isdigit(static_cast<unsigned char>(value.text[sign])) != 0;
  auto wrong = number ? read_parts(scale, value.text, target, shape) : unexpected(scale.expected, value);
  if (!wrong) return true;
  errors.add(value.position, std::move(*wrong));
  return false;
}

// Uses the largest unit that leaves no fraction.
std::string format_scaled(const Scale& scale, std::uint64_t amount, const Unit& zero_unit) {
  const Unit* best = amount == 0 ? &zero_unit : &scale.units.front();
  for (const Unit& unit : scale.units) {
    if (amount != 0 && amount % unit.factor == 0 && unit.factor > best->factor) best = &unit;
  }
  return fmt::format("{}{}", amount / best->factor, best->name);
}

}  // namespace

bool read_duration(const Value& value, std::chrono::nanoseconds& target, const ErrorScope& errors, const ParamShape& shape) {
  std::uint64_t count = 0;
  if (!read_scaled(kDuration, value, count, errors, shape)) return false;
  target = std::chrono::nanoseconds(static_cast<std::int64_t>(count));
  return true;
}

void report_inexact(const Value& value, const std::string& step, const ErrorScope& errors) {
  errors.add(value.position, fmt::format("'{}' cannot be counted in steps of {}", shown(value.text), step));
}

bool read_size(const Value& value, Size& target, const ErrorScope& errors, const ParamShape& shape) {
  return read_scaled(kSize, value, target.bytes, errors, shape);
}

std::string format_duration(std::chrono::nanoseconds duration) {
  const bool negative = duration.count() < 0;
  const auto count = static_cast<std::uint64_t>(duration.count());
  const std::string size = format_scaled(kDuration, negative ? std::uint64_t{0} - count : count, kDurationUnits[3]);
  return negative ? fmt::format("-{}", size) : size;
}

std::string format_size(Size size) {
  return format_scaled(kSize, size.bytes, kSizeUnits[0]);
}

}  // namespace weir::detail
