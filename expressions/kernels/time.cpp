// Functions of times.

#include <memory>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "diagnostics/listed.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "functions.hpp"
#include "kernels/calendar.hpp"
#include "kernels/map.hpp"

namespace weir::expressions {
namespace {

using diagnostics::shown;

// Of a function whose first argument is a unit.
template <bool kBegins>
Prepared unit_of(std::span<const Scalar* const> arguments) {
  const auto* const name = arguments[0] == nullptr ? nullptr : std::get_if<std::string_view>(arguments[0]);
  if (name == nullptr) return {nullptr, 0, {"the unit is a literal", "write it in single quotes: 'hour'"}};
  const auto unit = unit_named(*name);
  if (unit && (!kBegins || can_begin(*unit))) return {std::make_shared<const TimeUnit>(*unit), 0, {}};
  const std::vector<std::string> names = unit_names(kBegins);
  std::string mend = diagnostics::did_you_mean(*name, names);
  if (mend.empty()) mend = fmt::format("write {}", diagnostics::listed(names, "or"));
  return {nullptr, 0, {fmt::format("there is no unit '{}' here", shown(*name)), std::move(mend)}};
}

// Of the second argument; null where that is not in the calendar.
template <ColumnValue Result, class F>
void map_times(const Call& call, F f) {
  const Time* const times = call[1].as<Time>();
  auto* const out = call.out.values<Result>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    const bool known = in_calendar(times[row]);
    out[row] = known ? f(times[row]) : Result();
    if (!known) call.out.set_null(row);
  }
}

void date_trunc(const Call& call) {
  map_times<Time>(call, [unit = *static_cast<const TimeUnit*>(call.state)](Time time) { return beginning(unit, time); });
}

void extract(const Call& call) {
  map_times<std::int64_t>(call, [unit = *static_cast<const TimeUnit*>(call.state)](Time time) { return number_of(unit, time); });
}

Prepared checked_format(std::span<const Scalar* const> arguments) {
  const auto* const format = arguments[0] == nullptr ? nullptr : std::get_if<std::string_view>(arguments[0]);
  if (format == nullptr) return {nullptr, 0, {"the format is a literal", "write it in single quotes: '%Y-%m-%d'"}};
  const std::string_view unknown = unknown_conversion(*format);
  if (unknown.empty()) return {};
  return {nullptr,
          0,
          {fmt::format("there is no '{}' in a format", shown(unknown)), "there is %Y %m %d %H %M %S %f %j %s %w %W, and %% for a %"}};
}

void format_time(const Call& call) {
  std::string text;
  map_times<std::string_view>(call, [&text, &call, format = *call[0].as<std::string_view>()](Time time) {
    text.clear();
    append_formatted(text, format, time);
    return call.texts.copy(text);
  });
}

}  // namespace

void add_times(FunctionList& functions) {
  constexpr auto kText = ColumnType::text, kTime = ColumnType::time;
  functions.push_back(
      {.name = "date_trunc", .parameters = {kText, kTime}, .result = kTime, .kernel = date_trunc, .prepare = unit_of<true>});
  functions.push_back(
      {.name = "extract", .parameters = {kText, kTime}, .result = ColumnType::integer, .kernel = extract, .prepare = unit_of<false>});
  functions.push_back(
      {.name = "strftime", .parameters = {kText, kTime}, .result = kText, .kernel = format_time, .prepare = checked_format});
}

}  // namespace weir::expressions
