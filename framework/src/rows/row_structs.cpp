#include <weir/row_structs.hpp>

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"

namespace weir::detail {
namespace {

using diagnostics::shown;

// What a kind takes, as a person writes it in an expression: its own type, or an int for a float.
bool fits(const RowColumn& column, ColumnType type) {
  return type == column.type || (column.takes_ints && type == ColumnType::integer);
}

Problem missing(const ItemType& type, const ItemColumn& column, const Columns& in) {
  std::vector<std::string> names;
  for (const Column& other : in) names.push_back(other.name);
  const auto nearest = diagnostics::nearest_name(column.name, names);
  const std::string mend = nearest ? fmt::format("did you mean '{}'? rename it in a rows.rename above", shown(*nearest))
                                   : "add it in a rows.set above, or take it out of the description of the type";
  return {fmt::format("{} needs a column '{}' of type {}, and there is none in {}", type.name, shown(column.name),
                      to_string(column.rows.type), to_string(in)),
          mend};
}

Problem wrong_type(const ItemType& type, const ItemColumn& column, ColumnType found) {
  return {
      fmt::format("'{}' is {}, and {} needs {}", shown(column.name), to_string(found), type.name, to_string(column.rows.type)),
      fmt::format("convert it in a rows.set above, with cast(... as {}), or change the type of the member", to_string(column.rows.type))};
}

// The first thing that is wrong with a column, if anything is.
std::optional<Problem> problem_of(const ItemType& type, const ItemColumn& column, const Columns& in) {
  if (!column.rows.read)
    return Problem(fmt::format("the member '{}' of {} cannot take values of rows", shown(column.name), type.name),
                   "make it a number, a bool, a std::string, a weir::Time or a std::optional of one, and not const");
  const auto index = in.find(column.name);
  if (!index) return missing(type, column, in);
  if (!fits(column.rows, in[*index].type)) return wrong_type(type, column, in[*index].type);
  return std::nullopt;
}

// The columns of a struct that rows are read into.
std::vector<const ItemColumn*> members_of(const ItemType& type) {
  std::vector<const ItemColumn*> members;
  for (const ItemColumn& column : type.columns) {
    if (column.rows.is_member) members.push_back(&column);
  }
  return members;
}

// In order, of each item the first.
void sort_faults(std::vector<RowFault>& faults) {
  std::stable_sort(faults.begin(), faults.end(), [](const RowFault& a, const RowFault& b) { return a.item < b.item; });
  const auto same = [](const RowFault& a, const RowFault& b) { return a.item == b.item; };
  faults.erase(std::unique(faults.begin(), faults.end(), same), faults.end());
}

// Sentences of the faults that came behind the first `before`.
void explain(std::vector<RowFault>& faults, std::size_t before, const std::string& column, const std::string& why) {
  for (std::size_t i = before; i < faults.size(); ++i) faults[i].value = fmt::format("its '{}' is {}{}", column, faults[i].value, why);
}

}  // namespace

Columns row_columns(const ItemType& type) {
  std::vector<Column> columns;
  for (const ItemColumn& column : type.columns) columns.push_back({column.name, column.rows.type});
  if (columns.empty()) throw Error(fmt::format("the description of {} has no columns, so rows cannot be made of it", type.name));
  return Columns(std::move(columns));
}

std::optional<Columns> plan_row_columns(const ItemType& type, const ErrorScope& errors) {
  try {
    return row_columns(type);
  } catch (const Error& error) {
    errors.add({}, std::string(error.what()));
  }
  return std::nullopt;
}

bool check_row_columns(const ItemType& type, const Columns& in, const ErrorScope& errors) {
  const auto members = members_of(type);
  bool all = !members.empty();
  if (!all)
    errors.add({}, Problem(fmt::format("the description of {} names no members, so it cannot be read from rows", type.name),
                           "name them: d.column(\"id\", &Order::id)"));
  for (const ItemColumn* const member : members) {
    const auto problem = problem_of(type, *member, in);
    if (problem) errors.add({}, *problem);
    all = all && !problem;
  }
  return all;
}

void RowReader::open(Rows rows) {
  if (!rows.empty() && (sources_.empty() || rows.columns() != columns_)) {
    std::vector<Diagnostic> errors;
    if (!check_row_columns(*type_, rows.columns(), ErrorScope(errors))) throw Error(errors.front().problem.text());
    sources_.clear();
    columns_ = rows.columns();
    for (const ItemColumn* const member : members_of(*type_)) sources_.push_back({member, columns_.index_of(member->name)});
  }
  rows_ = std::move(rows);
  row_ = 0;
}

std::vector<RowFault> RowReader::read(const StructSpan& items) {
  std::vector<RowFault> faults;
  for (const Source& source : sources_) {
    const std::size_t before = faults.size();
    source.to->rows.read(rows_.column(source.column), row_, items, faults);
    explain(faults, before, source.to->name, fmt::format(", which {} cannot hold", type_->name));
  }
  sort_faults(faults);
  last_ = row_;
  row_ += items.size;
  return faults;
}

Rows RowReader::row_of(std::size_t item) const {
  const auto row = static_cast<std::uint32_t>(last_ + item);
  return rows_.filter(std::span(&row, 1));
}

Rows rows_of_structs(const ItemType& type, const Columns& columns, const StructSpan& items, std::vector<RowFault>& faults) {
  std::vector<ColumnValues> values;
  for (const ItemColumn& column : type.columns) {
    const std::size_t before = faults.size();
    ColumnBuilder builder(column.rows.type);
    builder.reserve(items.size);
    column.rows.append(items, builder, faults);
    explain(faults, before, column.name, "too large for an int");
    values.push_back(builder.build());
  }
  Rows rows(columns, std::move(values));
  if (faults.empty()) return rows;
  sort_faults(faults);
  std::vector<std::uint32_t> kept;
  auto next = faults.begin();
  for (std::uint32_t item = 0; item < items.size; ++item) {
    if (next != faults.end() && next->item == item)
      ++next;
    else
      kept.push_back(item);
  }
  return rows.filter(kept);
}

}  // namespace weir::detail
