#include <weir/rows.hpp>

#include <algorithm>
#include <cstddef>
#include <new>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/footprint.hpp>

namespace weir {
namespace {

// One for all: a run that is still going when `main` ends may use it.
template <class T>
const T& never_destroyed() {
  alignas(T) static std::byte room[sizeof(T)];
  static const T& value = *::new (static_cast<void*>(room)) T;
  return value;
}

void check_column(const Column& column, const ColumnValues& values, std::size_t size) {
  if (values.type() != column.type)
    throw Error(fmt::format("the values of column '{}' are {}, not {}", column.name, to_string(values.type()), to_string(column.type)));
  if (values.size() != size) throw Error(fmt::format("column '{}' has {} values, the first column {}", column.name, values.size(), size));
}

void check_width(std::size_t width, const Columns& columns) {
  if (width != columns.size()) throw Error(fmt::format("{} values were given for {}", width, to_string(columns)));
}

// Of all columns, the same memory once.
std::size_t bytes_of(const std::vector<ColumnValues>& values) {
  std::vector<std::pair<const void*, std::size_t>> buffers;
  std::size_t bytes = heap_block(values.capacity() * sizeof(ColumnValues));
  for (const ColumnValues& column : values) {
    bytes += heap_block(column.texts().capacity() * sizeof(Buffer));
    column.for_each_buffer([&buffers](const Buffer& buffer) { buffers.emplace_back(buffer.memory.get(), buffer.bytes); });
  }
  std::sort(buffers.begin(), buffers.end());
  for (std::size_t i = 0; i < buffers.size(); ++i) {
    const bool comes_again = i + 1 < buffers.size() && buffers[i + 1].first == buffers[i].first;
    if (!comes_again) bytes += buffers[i].second;
  }
  return bytes;
}

}  // namespace

Rows::Rows(Columns columns, std::vector<ColumnValues> values, RowOrigin origin) {
  check_width(values.size(), columns);
  const std::size_t size = values.empty() ? 0 : values.front().size();
  for (std::size_t i = 0; i < values.size(); ++i) check_column(columns[i], values[i], size);
  constexpr std::size_t kCounts = 16;  // that its owners share
  const std::size_t bytes = sizeof(Rows) + heap_block(sizeof(Slice) + kCounts) + bytes_of(values) + origin.bytes();
  slice_ = std::make_shared<const Slice>(Slice{std::move(columns), std::move(values), size, std::move(origin), bytes});
}

const Columns& Rows::columns() const noexcept {
  static const Columns& none = never_destroyed<Columns>();
  return slice_ == nullptr ? none : slice_->columns;
}

const RowOrigin& Rows::origin() const noexcept {
  static const RowOrigin& unknown = never_destroyed<RowOrigin>();
  return slice_ == nullptr ? unknown : slice_->origin;
}

Rows Rows::with_origin(RowOrigin origin) const {
  return slice_ == nullptr ? Rows() : Rows(slice_->columns, slice_->values, std::move(origin));
}

Rows Rows::select(std::span<const std::size_t> columns) const {
  std::vector<ColumnValues> selected;
  for (const std::size_t column : columns) selected.push_back(this->column(column));
  return {this->columns().select(columns), std::move(selected), origin()};
}

Rows Rows::filter(std::span<const std::uint32_t> rows) const {
  std::vector<ColumnValues> filtered;
  for (std::size_t column = 0; column < columns().size(); ++column) filtered.push_back(this->column(column).filter(rows));
  return {columns(), std::move(filtered), origin().filter(rows)};
}

void Rows::throw_wrong_type(std::size_t column, ColumnType asked) const {
  const Column& it = columns()[column];
  throw Error(fmt::format("column '{}' is of type {}, not {}", it.name, to_string(it.type), to_string(asked)));
}

std::string detail::OriginOf<Rows>::get(const Rows& rows) {
  if (rows.empty() || !rows.origin().is_known()) return {};
  const std::string first = rows.origin().of(0);
  return rows.size() == 1 ? first : first + " to " + rows.origin().of(rows.size() - 1);
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

}  // namespace weir
