#include <weir/columns.hpp>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include <weir/detail/edge_writers.hpp>
#include <weir/error.hpp>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"

namespace weir {
namespace {

using diagnostics::shown;

std::shared_ptr<const std::vector<Column>> checked(std::vector<Column> columns) {
  std::vector<std::string_view> names;
  for (const Column& column : columns) {
    if (column.name.empty()) throw Error("a column has no name");
    names.push_back(column.name);
  }
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) throw Error(fmt::format("there are two columns '{}'; give each a name of its own", shown(*twice)));
  return std::make_shared<const std::vector<Column>>(std::move(columns));
}

Error unknown_column(std::string_view name, const Columns& columns) {
  std::vector<std::string> names;
  for (const Column& column : columns) names.push_back(column.name);
  const std::string mend = diagnostics::did_you_mean(name, names);
  return Error(Problem(fmt::format("there is no column '{}' in {}", shown(name), to_string(columns)), mend).text());
}

constexpr Time kFirstDate = std::chrono::sys_days(std::chrono::year(0) / 1 / 1);
constexpr Time kBehindDates = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1);

}  // namespace

std::string to_string(Time time) {
  if (time < kFirstDate || time >= kBehindDates) return fmt::format("{} us since 1970", time.time_since_epoch().count());
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(), clock.seconds().count());
  if (clock.subseconds().count() != 0) text += fmt::format(".{:06}", clock.subseconds().count());
  return text + 'Z';
}

std::string_view to_string(ColumnType type) noexcept {
  switch (type) {
    case ColumnType::boolean:
      return "bool";
    case ColumnType::integer:
      return "int";
    case ColumnType::floating:
      return "float";
    case ColumnType::text:
      return "text";
    case ColumnType::time:
      return "time";
  }
  return {};
}

Columns::Columns() noexcept {
  // Neither allocated nor destroyed: a run that is still going when `main` ends may use it.
  using List = std::vector<Column>;
  alignas(List) static std::byte room[sizeof(List)];
  static const List* const kNone = ::new (static_cast<void*>(room)) List();
  list_ = {std::shared_ptr<const void>(), kNone};  // it points there, and owns nothing
}

Columns::Columns(std::vector<Column> columns) : list_(checked(std::move(columns))) {}

Columns::Columns(std::initializer_list<Column> columns) : Columns(std::vector<Column>(columns)) {}

std::optional<std::size_t> Columns::find(std::string_view name) const noexcept {
  const auto found = std::find_if(begin(), end(), [name](const Column& column) { return column.name == name; });
  if (found == end()) return std::nullopt;
  return static_cast<std::size_t>(found - begin());
}

std::size_t Columns::index_of(std::string_view name) const {
  if (const auto index = find(name)) return *index;
  throw unknown_column(name, *this);
}

Columns Columns::select(std::span<const std::size_t> indices) const {
  std::vector<Column> selected;
  for (const std::size_t index : indices) selected.push_back((*this)[index]);
  return Columns(std::move(selected));
}

void detail::throw_other_columns(const Columns& pushed, const Columns& planned) {
  throw ColumnsError(
      Problem(fmt::format("pushed {} where the plan has {}", to_string(pushed), to_string(planned)),
              "a stage pushes rows with the columns that its class's function 'columns' returns, and rejects rows as they came")
          .text());
}

std::string to_string(const Columns& columns) {
  std::string text = "Rows(";
  for (const Column& column : columns) {
    if (&column != &columns[0]) text += ", ";
    text += fmt::format("{} {}", column.name, to_string(column.type));
  }
  return text + ")";
}

}  // namespace weir
