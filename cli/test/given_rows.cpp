#include "test/given_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/error_scope.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "diagnostics/found.hpp"
#include "diagnostics/nearest_name.hpp"
#include "diagnostics/shown.hpp"
#include "rows/cell_values.hpp"

namespace weir::cli {

using diagnostics::did_you_mean;
using diagnostics::shown;
using diagnostics::unexpected;

namespace {

class GivenRows final : public Source<Rows> {
 public:
  explicit GivenRows(Rows rows) : rows_(std::move(rows)) {}

  Next produce(Output<Rows>& out) override {
    if (!rows_.empty()) out.push(std::move(rows_));
    return Next::done;
  }

 private:
  Rows rows_;
};

// What a value is, as far as it shows it.
ColumnType shown_type(const Value& value) {
  bool truth = false;
  std::int64_t whole = 0;
  double number = 0;
  Time time{};
  if (value.quoted) return ColumnType::text;
  if (stages::read_bool(value.text, truth)) return ColumnType::boolean;
  if (stages::is_identifier(value.text)) return ColumnType::text;
  if (stages::read_int(value.text, whole)) return ColumnType::integer;
  if (stages::read_float(value.text, '.', number)) return ColumnType::floating;
  return stages::read_time(value.text, time) ? ColumnType::time : ColumnType::text;
}

ColumnType type_of_both(ColumnType one, ColumnType other) {
  const auto is_number = [](ColumnType type) { return type == ColumnType::integer || type == ColumnType::floating; };
  if (one == other) return one;
  return is_number(one) && is_number(other) ? ColumnType::floating : ColumnType::text;
}

// Of all rows, in the order in which they come. A column of nulls is text.
std::vector<Column> shown_columns(const std::vector<Value>& rows) {
  std::vector<std::string> names;
  std::map<std::string, std::optional<ColumnType>> types;
  for (const Value& row : rows) {
    for (const Member& cell : row.members) {
      const auto [known, fresh] = types.try_emplace(cell.key);
      if (fresh) names.push_back(cell.key);
      if (cell.value.form == Value::Form::null) continue;
      const ColumnType type = shown_type(cell.value);
      known->second = known->second ? type_of_both(*known->second, type) : type;
    }
  }
  std::vector<Column> columns;
  columns.reserve(names.size());
  for (const std::string& name : names) columns.push_back({name, types[name].value_or(ColumnType::text)});
  return columns;
}

std::vector<Column> said_columns(const Value& columns) {
  std::vector<Column> said;
  for (const Member& member : columns.members) {
    for (const auto& [name, type] : choices(ColumnType())) {
      if (name == member.value.text) said.push_back({member.key, type});
    }
  }
  return said;
}

void append_scalar(const Value& value, ColumnBuilder& column, const ErrorScope& errors) {
  const auto append = [&](bool is_one, const auto& read, const char* expected) {
    if (is_one) return column.append(read);
    errors.add(value.position, unexpected(expected, value));
  };
  bool truth = false;
  std::int64_t whole = 0;
  double number = 0;
  Time time{};
  const std::string& text = value.text;
  switch (column.type()) {
    case ColumnType::boolean:
      return append(!value.quoted && stages::read_bool(text, truth), truth, "true or false");
    case ColumnType::integer:
      return append(!value.quoted && stages::read_int(text, whole), whole, "a whole number");
    case ColumnType::floating:
      return append(!value.quoted && stages::read_float(text, '.', number), number, "a number");
    case ColumnType::time:
      return append(stages::read_time(text, time), time, "a time such as 2024-01-31T12:00:00Z");
    case ColumnType::text:
      return column.append(text);
  }
}

// Nothing, with errors, where a value does not fit its column.
std::optional<Rows> rows_of(const Value& params, const ErrorScope& errors) {
  const std::size_t before = errors.list().size();
  const std::vector<Value>& rows = params.find("rows")->items;
  const Value* const said = params.find("columns");
  const Columns columns(said == nullptr ? shown_columns(rows) : said_columns(*said));
  std::vector<std::string> names;
  names.reserve(columns.size());
  for (const Column& column : columns) names.push_back(column.name);
  RowsBuilder builder(columns);
  for (const Value& row : rows) {
    for (const Member& cell : row.members) {
      if (!columns.find(cell.key))
        errors.add(cell.key_position, {fmt::format("there is no column '{}'", shown(cell.key)), did_you_mean(cell.key, names)});
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const Value* const cell = row.find(columns[c].name);
      if (cell == nullptr || cell->form == Value::Form::null)
        builder.column(c).append_null();
      else
        append_scalar(*cell, builder.column(c), errors.key(columns[c].name));
    }
  }
  return errors.list().size() == before ? std::optional(builder.build()) : std::nullopt;
}

}  // namespace

Kind given_rows_kind() {
  Kind kind{std::string(kGivenRows), Role::source, nullptr, &item_type<Rows>(), {}, {}};
  kind.info.summary = "Rows that a case gives.";
  kind.bind = [](const Value& params, const ErrorScope& errors) {
    auto rows = rows_of(params, errors);
    if (!rows) return StageFactory();
    return StageFactory::of<GivenRows>([rows = std::move(*rows)] { return std::make_unique<GivenRows>(rows); });
  };
  kind.columns = [](const Value& params, const Columns&, const ErrorScope&) -> std::optional<Columns> {
    std::vector<Diagnostic> reported;  // by `bind`
    const auto rows = rows_of(params, ErrorScope(reported));
    return rows ? std::optional(rows->columns()) : std::nullopt;
  };
  return kind;
}

}  // namespace weir::cli
