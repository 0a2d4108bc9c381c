#include <weir/rows.hpp>

#include <set>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir {
namespace {

void check_column(const Column& column, const ColumnValues& values, std::size_t size) {
  if (values.type() != column.type)
    throw Error(fmt::format("the values of column '{}' are {}, not {}", column.name, to_string(values.type()), to_string(column.type)));
  if (values.size() != size) throw Error(fmt::format("column '{}' has {} values, the first column {}", column.name, values.size(), size));
}

void check_width(std::size_t width, const Columns& columns) {
  if (width != columns.size()) throw Error(fmt::format("{} values were given for {}", width, to_string(columns)));
}

}  // namespace

Rows::Rows(Columns columns, std::vector<ColumnValues> values) {
  check_width(values.size(), columns);
  const std::size_t size = values.empty() ? 0 : values.front().size();
  for (std::size_t i = 0; i < values.size(); ++i) check_column(columns[i], values[i], size);
  slice_ = std::make_shared<const Slice>(Slice{std::move(columns), std::move(values), size});
}

const Columns& Rows::columns() const noexcept {
  static const Columns kNone;
  return slice_ == nullptr ? kNone : slice_->columns;
}

Rows Rows::select(std::span<const std::size_t> columns) const {
  std::vector<ColumnValues> selected;
  for (const std::size_t column : columns) selected.push_back(this->column(column));
  return {this->columns().select(columns), std::move(selected)};
}

Rows Rows::filter(std::span<const std::uint32_t> rows) const {
  std::vector<ColumnValues> filtered;
  for (std::size_t column = 0; column < columns().size(); ++column) filtered.push_back(this->column(column).filter(rows));
  return {columns(), std::move(filtered)};
}

void Rows::throw_wrong_type(std::size_t column, ColumnType asked) const {
  const Column& it = columns()[column];
  throw Error(fmt::format("column '{}' is of type {}, not {}", it.name, to_string(it.type), to_string(asked)));
}

RowsBuilder::RowsBuilder(Columns columns) : columns_(std::move(columns)) {
  for (const Column& column : columns_) builders_.emplace_back(column.type);
}

Rows RowsBuilder::build() {
  std::vector<ColumnValues> values;
  for (ColumnBuilder& builder : builders_) values.push_back(builder.build());
  return {columns_, std::move(values)};
}

void RowsBuilder::require_width(std::size_t width) const {
  check_width(width, columns_);
}

std::size_t footprint(const Rows& rows) {
  std::set<const void*> seen;
  std::size_t bytes = 0;
  for (std::size_t column = 0; column < rows.columns().size(); ++column) {
    for (const Buffer& buffer : rows.column(column).buffers()) {
      if (seen.insert(buffer.memory.get()).second) bytes += buffer.bytes;
    }
  }
  return bytes;
}

}  // namespace weir
