// Numbers with a unit: durations and sizes.

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <limits>
#include <span>

#include <fmt/format.h>

#include <weir/detail/param_type.hpp>

#include "config/decimal.hpp"
#include "config/found.hpp"
#include "config/nearest_name.hpp"

namespace weir::detail {
namespace {

struct Unit {
  const char* name;
  std::uint64_t factor;
};

// What can be measured: its units, small to large, and how a value without one is mended.
struct Scale {
  const char* expected;
  std::span<const Unit> units;
  const char* unit_names;
  const char* usual_unit;
  const char* next_unit;
  std::uint64_t max;
};

constexpr Unit kDurationUnits[] = {
    {"ns", 1}, {"us", 1'000}, {"ms", 1'000'000}, {"s", 1'000'000'000}, {"m", 60'000'000'000}, {"h", 3'600'000'000'000}};
constexpr Scale kDuration{
    "a duration such as 5ms", kDurationUnits, "ns, us, ms, s, m and h", "ms", "s", std::numeric_limits<std::int64_t>::max()};

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
constexpr Scale kSize{
    "a size such as 64KiB", kSizeUnits, "B, KB, KiB, MB, MiB, GB, GiB, TB and TiB", "B", "KiB", std::numeric_limits<std::uint64_t>::max()};

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

std::string unit_problem(const Scale& scale, std::string_view text, std::string_view rest) {
  const std::string number = shown(text.substr(0, text.size() - rest.size()));
  if (rest.empty()) return fmt::format("'{0}' has no unit; did you mean '{0}{1}' or '{0}{2}'?", number, scale.usual_unit, scale.next_unit);
  const std::string_view unit = rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
  if (find_unit(scale, unit) != nullptr) return fmt::format("'{}' has a space before its unit; write '{}{}'", shown(text), number, unit);
  const std::string probable = unit.empty() ? "" : probable_unit(scale, unit);
  const std::string hint = probable.empty() ? "" : fmt::format("; did you mean '{}{}'?", number, probable);
  return fmt::format("'{}' has an unknown unit{}{}", shown(text), hint,
                     hint.empty() ? fmt::format("; the units are {}", scale.unit_names) : "");
}

// Nothing when all is well, else what is wrong.
std::string read_amount(const Scale& scale, const Value& value, std::uint64_t& target) {
  if (value.form != Value::Form::scalar) return fmt::format("expected {}, found {}", scale.expected, found(value));
  std::string_view rest = value.text;
  const auto number = take_decimal(rest);
  if (!number) return fmt::format("expected {}, found {}", scale.expected, found(value));
  if (number->leading_zero) return fmt::format("'{}' has a leading zero; take it away", shown(value.text));
  const Unit* unit = find_unit(scale, rest);
  if (unit == nullptr) return unit_problem(scale, value.text, rest);
  if (number->negative) return fmt::format("'{}' is negative", shown(value.text));
  std::uint64_t whole = 0;
  const Whole outcome = to_whole(*number, unit->factor, whole);
  if (outcome == Whole::fraction) return fmt::format("'{}' is not a whole number of {}", shown(value.text), scale.units.front().name);
  if (outcome == Whole::too_large || whole > scale.max) return fmt::format("'{}' is too large", shown(value.text));
  target = whole;
  return "";
}

bool read_scaled(const Scale& scale, const Value& value, std::uint64_t& target, ParamErrors& errors) {
  std::string wrong = read_amount(scale, value, target);
  if (wrong.empty()) return true;
  errors.push_back({value.position, std::move(wrong)});
  return false;
}

// In the unit that makes the number shortest and leaves no fraction.
std::string format_scaled(const Scale& scale, std::uint64_t amount, const Unit& zero_unit) {
  const Unit* best = amount == 0 ? &zero_unit : &scale.units.front();
  for (const Unit& unit : scale.units) {
    if (amount != 0 && amount % unit.factor == 0 && unit.factor > best->factor) best = &unit;
  }
  return fmt::format("{}{}", amount / best->factor, best->name);
}

}  // namespace

bool read_duration(const Value& value, std::chrono::nanoseconds& target, ParamErrors& errors) {
  std::uint64_t count = 0;
  if (!read_scaled(kDuration, value, count, errors)) return false;
  target = std::chrono::nanoseconds(static_cast<std::int64_t>(count));
  return true;
}

void report_inexact(const Value& value, const std::string& step, ParamErrors& errors) {
  errors.push_back({value.position, fmt::format("'{}' cannot be counted in steps of {}", shown(value.text), step)});
}

bool read_size(const Value& value, Size& target, ParamErrors& errors) {
  return read_scaled(kSize, value, target.bytes, errors);
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
