#include "rows/rows_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "diagnostics/listed.hpp"
#include "rows/expression_param.hpp"
#include "rows/with_type.hpp"
#include "text/file_status.hpp"
#include "text/paths.hpp"

namespace weir::stages {

namespace {

std::vector<PlacedText> listed_names(const RowsLookup::Names& names) {
  if (names.index() == 0) return {std::get<0>(names)};
  return std::get<1>(names);
}

// Columns of the table, one for each of `on`.
std::vector<PlacedText> key_of(const RowsLookup::Params& params) {
  return listed_names(params.key ? *params.key : params.on);
}

// They have the types of the columns of the rows that are looked up.
Columns key_columns(const RowsLookup::Params& params, const Columns& in, std::span<const std::size_t> on) {
  std::vector<Column> columns;
  for (const PlacedText& name : key_of(params)) columns.push_back({name.text, in[on[columns.size()]].type});
  return Columns(std::move(columns));
}

// Only of a file that can be read again for the run.
std::optional<TableFile> open_table(const PlacedText& path, const ErrorScope& errors) {
  const FileStatus status = FileStatus::of(path.text);
  const bool is_file = path.text != kStandardInput && (status.is_regular() || status.error != 0);  // why not, opening it says
  try {
    if (is_file) return TableFile(path.text);
    errors.add(path.at(0), Problem("it is not a file", "a table is read before the run and again for it; name a CSV file"));
  } catch (const Error& error) {
    errors.add(path.at(0), std::string(error.what()));
  }
  return std::nullopt;
}

// The columns that are to be added, with their types. Their names must be free.
std::optional<Columns> added_columns(const RowsLookup::Params& params, const TableFile& file, const Columns& in, const ErrorScope& errors) {
  const ErrorScope about = errors.key("columns");
  std::vector<PlacedText> names = params.columns;
  const std::vector<PlacedText> key = key_of(params);
  if (names.empty()) {
    for (const Column& column : file.columns()) {
      if (std::find(key.begin(), key.end(), PlacedText(column.name)) == key.end()) names.emplace_back(column.name);
    }
  }
  const auto indices = find_params(names, file.columns(), about);
  bool all = indices.has_value();
  for (const PlacedText& name : names) {
    if (!in.find(name.text)) continue;
    const bool given = !params.columns.empty();
    (given ? about : errors.key("table"))
        .add(given ? name.at(0) : params.table.at(0),
             Problem(fmt::format("the rows have a column '{}' already", name.text),
                     given ? "leave it out, or rename that of the rows" : "name the columns to add: columns: [...]"));
    all = false;
  }
  return all ? std::optional(file.columns().select(*indices)) : std::nullopt;
}

bool has_key(const RowsLookup::Params& params, const TableFile& file, const ErrorScope& errors) {
  if (params.key) return find_params(key_of(params), file.columns(), errors.key("key")).has_value();
  bool all = true;
  for (const PlacedText& name : key_of(params)) all = find_param(name, file.columns(), errors.key("on")) && all;
  return all;
}

std::string value_text(const ColumnValues& values, std::size_t row) {
  if (values.type() == ColumnType::text) return fmt::format("'{}'", values.as<std::string_view>()[row]);
  if (values.type() == ColumnType::integer) return std::to_string(values.as<std::int64_t>()[row]);
  return "such value";
}

// Those that come behind the columns of `in`.
Columns behind(const Columns& in, const Columns& out) {
  return Columns(std::vector<Column>(out.begin() + static_cast<std::ptrdiff_t>(in.size()), out.end()));
}

}  // namespace

void RowsLookup::describe(Description<Params>& d) {
  d.summary("Adds columns of a small table, such as the name and the rate of a country.");
  d.details(
      "table is a CSV file with a header. The row of it is looked up whose key is the value of on; key names that column of the table when "
      "it has another name. Where several columns are the key, both are lists: on: [country, year], key: [land, jahr]. Each key may be "
      "there once. The other columns of the table, or those that columns names, come behind those of the rows; their types are those that "
      "all values in the table have.\n\n"
      "A row whose key the table does not have, or whose key is null, is rejected; with unmatched: null its new columns are null, and with "
      "unmatched: drop it is dropped.\n\n"
      "The file is read when the pipeline is planned, and again when it runs. All replicas share one copy of it in memory.");
  d.example(
      "- name: priced\n"
      "  kind: rows.lookup\n"
      "  inputs: [orders]\n"
      "  params: {table: rates.csv, on: country, columns: [rate]}\n");
  d.repeatable().preferred_batch_size(1);
  d.param("table", &Params::table, "the CSV file").required().reads_file();
  d.param("on", &Params::on, "the column of the rows whose values are looked up, or a list of columns").required().not_empty();
  d.param("key", &Params::key, "the columns of the table that they are looked up in; those of the same names when left out").not_empty();
  d.param("columns", &Params::columns, "columns of the table to add; all but the key when left out");
  d.param("unmatched", &Params::unmatched, "what is done about a row whose key the table does not have");
  d.check("key", [](const Params& params) -> std::optional<Problem> {
    const std::size_t of_rows = listed_names(params.on).size();
    const std::size_t of_table = key_of(params).size();
    if (of_rows == of_table) return std::nullopt;
    return Problem(fmt::format("it names {} {}, and on {}", of_table, of_table == 1 ? "column" : "columns", of_rows),
                   "name one of the table for each of on");
  });
  d.memory([](const Params&) { return StageMemory{.replica = StageMemory::kNoLimit}; });
}

std::optional<Columns> RowsLookup::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const auto on = find_params(listed_names(params.on), in, errors.key("on"));
  const auto file = open_table(params.table, errors.key("table"));
  if (!file || !has_key(params, *file, errors)) return std::nullopt;
  const auto added = added_columns(params, *file, in, errors);
  if (!on || !added) return std::nullopt;
  try {
    const LookupTable whole(*file, key_columns(params, in, *on), *added);
  } catch (const Error& error) {
    errors.key("table").add(params.table.at(0), std::string(error.what()));
    return std::nullopt;
  }
  std::vector<Column> columns(in.begin(), in.end());
  columns.insert(columns.end(), added->begin(), added->end());
  return Columns(std::move(columns));
}

RowsLookup::Shared::Shared(const Params& params, const Columns& its_in, const Columns& its_out)
    : path(params.table.text),
      unmatched(params.unmatched),
      on(columns_or_all(listed_names(params.on), its_in)),
      key(key_columns(params, its_in, on)),
      out(its_out),
      table(TableFile(path), key, behind(its_in, its_out)) {}

void RowsLookup::process(std::span<Rows> slices, Output<Rows>& out) {
  for (Rows& slice : slices) {
    if (slice.empty()) continue;
    shared_->table.find(slice, shared_->on, found_);
    if (shared_->unmatched != Unmatched::null) keep_found(slice);
    if (slice.empty()) continue;
    std::vector<ColumnValues> values;
    const std::size_t width = slice.columns().size();
    for (std::size_t column = 0; column < width; ++column) values.push_back(slice.column(column));
    for (std::size_t column = width; column < shared_->out.size(); ++column) values.push_back(found_values(column - width));
    out.push(Rows(shared_->out, std::move(values), slice.origin()));
  }
}

// Drops or rejects the others.
void RowsLookup::keep_found(Rows& slice) {
  std::vector<std::uint32_t> kept;
  for (std::uint32_t row = 0; row < slice.size(); ++row) {
    if (found_[row] != LookupTable::kNone)
      kept.push_back(row);
    else if (shared_->unmatched == Unmatched::error)
      reject(slice.filter(std::span(&row, 1)), why_unmatched(slice, row));
  }
  if (kept.size() == slice.size()) return;
  std::erase(found_, LookupTable::kNone);
  slice = slice.filter(kept);
}

std::string RowsLookup::why_unmatched(const Rows& slice, std::size_t row) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < shared_->on.size(); ++i) {
    const std::size_t column = shared_->on[i];
    if (slice.is_null(column, row)) return fmt::format("its '{}' is null, which cannot be looked up", slice.columns()[column].name);
    parts.push_back(fmt::format("{} in '{}'", value_text(slice.column(column), row), shared_->key[i].name));
  }
  return fmt::format("'{}' has no {}{}", shared_->path, parts.size() == 1 ? "" : "row with ", diagnostics::listed(parts, "and"));
}

// Texts are those of the table, which lives as long as they do; it is held once, so its bytes are not those of a slice.
ColumnValues RowsLookup::found_values(std::size_t column) const {
  const ColumnValues& from = shared_->table.column(column);
  ColumnBuilder builder(from.type());
  builder.reserve(found_.size());
  with_type(from.type(), [&](auto type) {
    using T = decltype(type);
    const auto values = from.as<T>();
    for (const LookupTable::Index row : found_) {
      if (row == LookupTable::kNone || from.is_null(row))
        builder.append_null();
      else if constexpr (std::same_as<T, std::string_view>)
        builder.append_shared(values[row]);
      else
        builder.append(values[row]);
    }
  });
  if (from.type() == ColumnType::text) builder.share({shared_, 0});
  return builder.build();
}

}  // namespace weir::stages
