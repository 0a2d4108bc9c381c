#include "rows/field_rows.hpp"

#include <utility>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "rows/cell_values.hpp"
#include "rows/failed_rows.hpp"
#include "rows/malformed_records.hpp"

namespace weir::stages {
namespace {

constexpr std::size_t kFieldsAtATime = 4096;

std::vector<Column> columns_of(const std::vector<Field>& fields) {
  std::vector<Column> columns;
  for (const Field& field : fields) {
    if (!field.name.empty()) columns.push_back({field.name, field.type});
  }
  return columns;
}

// Those that come in and stay.
std::vector<Column> kept_columns(const Columns& in, std::size_t split, bool keep) {
  std::vector<Column> columns;
  for (std::size_t c = 0; c < in.size(); ++c) {
    if (keep || c != split) columns.push_back(in[c]);
  }
  return columns;
}

Columns joined_columns(std::vector<Column> columns, const std::vector<Column>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
  return Columns(std::move(columns));
}

}  // namespace

std::optional<Columns> with_fields(const Columns& in, std::size_t split, std::span<const Field> fields, bool keep,
                                   const PlacedText& pattern, const ErrorScope& errors) {
  std::vector<Column> columns = kept_columns(in, split, keep);
  const std::size_t kept = columns.size();
  bool all = true;
  for (const Field& field : fields) {
    if (field.name.empty()) continue;
    const auto same = [&](const Column& column) { return column.name == field.name; };
    if (std::none_of(columns.begin(), columns.begin() + static_cast<std::ptrdiff_t>(kept), same)) {
      columns.push_back({field.name, field.type});
      continue;
    }
    errors.add(pattern.at(field.offset), Problem(fmt::format("there is a column '{}' already", diagnostics::shown(field.name)),
                                                 "give the field another name, or drop the column before"));
    all = false;
  }
  return all ? std::optional(Columns(std::move(columns))) : std::nullopt;
}

FieldRows::FieldRows(const Columns& in, std::size_t split, const std::vector<Field>& fields, FieldOptions options)
    : in_(in),
      split_(split),
      keep_(options.keep),
      bad_values_are_null_(options.bad_values_are_null),
      nulls_(std::move(options.nulls)),
      times_(options.year),
      fields_(columns_of(fields)) {
  out_ = joined_columns(kept_columns(in, split, keep_), fields_);
  width_ = fields_.size();
  rows_at_a_time_ = static_cast<std::uint32_t>(std::max<std::size_t>(kFieldsAtATime / width_, 1));
  cells_.resize(rows_at_a_time_ * width_);
  for (const Column& field : fields_) builders_.emplace_back(field.type);
}

void FieldRows::begin(const Rows& slice) {
  unfit_.clear();
  for (ColumnBuilder& builder : builders_) {
    builder = ColumnBuilder(builder.type());  // an exception may have left values in it
    builder.reserve(slice.size());
    if (builder.type() != ColumnType::text) continue;
    for (const Buffer& texts : slice.column(split_).texts()) builder.share(texts);
  }
}

void FieldRows::add_unfit(std::uint32_t row, std::string_view text, const std::string& why) {
  unfit_.push_back({row, fmt::format("column '{}': '{}' {}", diagnostics::shown(in_[split_].name), diagnostics::shown(text), why)});
}

void FieldRows::convert(std::uint32_t first, std::uint32_t count) {
  for (std::size_t field = 0; field < width_; ++field) {
    switch (fields_[field].type) {
      case ColumnType::boolean:
        convert<bool>(field, first, count, read_bool);
        break;
      case ColumnType::integer:
        convert<std::int64_t>(field, first, count, read_int);
        break;
      case ColumnType::floating:
        convert<double>(field, first, count, [](std::string_view text, double& value) { return read_float(text, '.', value); });
        break;
      case ColumnType::time:
        convert<Time>(field, first, count, [this](std::string_view text, Time& value) { return times_.read(text, value); });
        break;
      case ColumnType::text:
        convert_texts(field, count);
        break;
    }
  }
}

template <ColumnValue T, class Read>
void FieldRows::convert(std::size_t field, std::uint32_t first, std::uint32_t count, Read read) {
  ColumnBuilder& values = builders_[field];
  const std::string_view* cell = cells_.data() + field;
  for (std::uint32_t row = 0; row < count; ++row, cell += width_) {
    const std::string_view text = trim_blanks(*cell);
    T value{};
    if (cell->data() == nullptr || nulls_.contains(text)) {
      values.append_null();
    } else if (read(text, value)) {
      values.append(value);
    } else {
      values.append_null();
      if (!bad_values_are_null_) unfit_.push_back({first + row, bad_value(fields_[field], text)});
    }
  }
}

void FieldRows::convert_texts(std::size_t field, std::uint32_t count) {
  ColumnBuilder& values = builders_[field];
  const std::string_view* cell = cells_.data() + field;
  for (std::uint32_t row = 0; row < count; ++row, cell += width_) {
    if (cell->data() == nullptr || nulls_.contains(*cell))
      values.append_null();
    else
      values.append_shared(*cell);
  }
}

Rows FieldRows::end(const Rows& slice) {
  std::vector<ColumnValues> values;
  for (std::size_t c = 0; c < in_.size(); ++c) {
    if (keep_ || c != split_) values.push_back(slice.column(c));
  }
  for (ColumnBuilder& builder : builders_) values.push_back(builder.build());
  Rows rows(out_, std::move(values), slice.origin());
  if (unfit_.empty()) return rows;
  // Of a row with several bad values the first is told.
  unfit_ = each_once(std::move(unfit_));
  return rows.filter(all_but(unfit_, slice.size()));
}

}  // namespace weir::stages
