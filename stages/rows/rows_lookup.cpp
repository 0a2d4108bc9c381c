#include "rows/rows_lookup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rows/expression_param.hpp"
#include "rows/with_type.hpp"
#include "text/file_status.hpp"
#include "text/paths.hpp"

namespace weir::stages {

namespace {

const PlacedText& key_of(const RowsLookup::Params& params) {
  return params.key ? *params.key : params.on;
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
  if (names.empty()) {
    for (const Column& column : file.columns()) {
      if (column.name != key_of(params).text) names.emplace_back(column.name);
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
  const PlacedText& key = key_of(params);
  if (file.columns().find(key.text)) return true;
  static_cast<void>(find_param(key, file.columns(), errors.key(params.key ? "key" : "on")));
  return false;
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
      "it has another name. Each key may be there once. The other columns of the table, or those that columns names, come behind those of "
      "the rows; their types are those that all values in the table have.\n\n"
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
  d.param("on", &Params::on, "the column of the rows whose values are looked up").required();
  d.param("key", &Params::key, "the column of the table that they are looked up in; the same name when left out");
  d.param("columns", &Params::columns, "columns of the table to add; all but the key when left out");
  d.param("unmatched", &Params::unmatched, "what is done about a row whose key the table does not have");
}

std::optional<Columns> RowsLookup::columns(const Params& params, const Columns& in, const ErrorScope& errors) {
  const auto on = find_param(params.on, in, errors.key("on"));
  const auto file = open_table(params.table, errors.key("table"));
  if (!file || !has_key(params, *file, errors)) return std::nullopt;
  const auto added = added_columns(params, *file, in, errors);
  if (!on || !added) return std::nullopt;
  try {
    const LookupTable whole(*file, {key_of(params).text, in[*on].type}, *added);
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
      key(key_of(params).text),
      unmatched(params.unmatched),
      on(its_in.index_of(params.on.text)),
      out(its_out),
      table(TableFile(path), {key, its_in[on].type}, behind(its_in, its_out)) {}

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
    out.push(Rows(shared_->out, std::move(values)));
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
  const ColumnValues& values = slice.column(shared_->on);
  const std::string& name = slice.columns()[shared_->on].name;
  if (values.is_null(row)) return fmt::format("its '{}' is null, which cannot be looked up", name);
  if (values.type() == ColumnType::text)
    return fmt::format("'{}' has no '{}' in '{}'", shared_->path, values.as<std::string_view>()[row], shared_->key);
  if (values.type() == ColumnType::integer)
    return fmt::format("'{}' has no {} in '{}'", shared_->path, values.as<std::int64_t>()[row], shared_->key);
  return fmt::format("'{}' has no such value in '{}'", shared_->path, shared_->key);
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
