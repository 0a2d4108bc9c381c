#include "rows/row_store.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

#include "rows/with_type.hpp"

namespace weir::stages {
namespace {

constexpr std::size_t kMostSliceRows = std::size_t{1} << RowStore::kSliceBits;
constexpr std::size_t kMostSliceText = std::size_t{1} << 20U;  // bytes, after which a slice gets no more rows

template <class T>
void append(ColumnBuilder& to, const ColumnValues& values, std::span<const std::uint32_t> rows) {
  const auto from = values.as<T>();
  to.reserve(to.size() + rows.size());
  for (const std::uint32_t row : rows) {
    if (values.is_null(row))
      to.append_null();
    else
      to.append(from[row]);
  }
}

template <class T>
void gather_into(ColumnBuilder& to, const std::vector<Rows>& slices, std::size_t column, std::span<const RowStore::Index> rows) {
  to.reserve(rows.size());
  for (const RowStore::Index row : rows) {
    const ColumnValues& values = slices[RowStore::slice_of(row)].column(column);
    const std::size_t place = RowStore::place_of(row);
    if (values.is_null(place))
      to.append_null();
    else
      to.append(values.as<T>()[place]);
  }
}

}  // namespace

RowStore::RowStore(Columns columns, MemoryBudget& budget) : columns_(std::move(columns)), budget_(budget), open_(columns_) {}

void RowStore::add(const Rows& slice) {
  all_.resize(slice.size());
  std::iota(all_.begin(), all_.end(), 0U);
  add(slice, all_);
}

void RowStore::add(const Rows& slice, std::span<const std::uint32_t> rows) {
  while (!rows.empty()) {
    const auto part = rows.first(std::min(rows.size(), kMostSliceRows - open_rows_));
    for (std::size_t column = 0; column < columns_.size(); ++column) add_column(column, slice.column(column), part);
    open_rows_ += part.size();
    size_ += part.size();
    if (open_rows_ == kMostSliceRows || open_text_ >= kMostSliceText) seal();
    rows = rows.subspan(part.size());
  }
}

void RowStore::add_column(std::size_t column, const ColumnValues& values, std::span<const std::uint32_t> rows) {
  with_type(values.type(), [&](auto type) { append<decltype(type)>(open_.column(column), values, rows); });
  if (values.type() != ColumnType::text) return;
  const auto texts = values.as<std::string_view>();
  for (const std::uint32_t row : rows) open_text_ += texts[row].size();
}

void RowStore::seal() {
  if (open_rows_ == 0) return;
  slices_.push_back(open_.build());
  open_rows_ = open_text_ = 0;
  const std::size_t bytes = footprint(slices_.back());
  budget_.take(bytes);
  taken_ += bytes;
}

void RowStore::keep(std::span<const Index> rows) {
  RowStore kept(columns_, budget_);
  for_each_slice(rows, [&kept](const Rows& slice) { kept.add(slice); });
  kept.seal();
  swap(kept);
}

void RowStore::swap(RowStore& other) noexcept {
  slices_.swap(other.slices_);
  std::swap(open_, other.open_);
  std::swap(open_rows_, other.open_rows_);
  std::swap(open_text_, other.open_text_);
  std::swap(size_, other.size_);
  std::swap(taken_, other.taken_);
}

std::vector<RowStore::Index> RowStore::rows() const {
  std::vector<Index> all;
  all.reserve(size_);
  for (std::size_t s = 0; s < slices_.size(); ++s) {
    for (std::size_t place = 0; place < slices_[s].size(); ++place) all.push_back(Index{s} << kSliceBits | place);
  }
  return all;
}

Rows RowStore::gather(std::span<const Index> rows) const {
  RowsBuilder builder(columns_);
  for (std::size_t column = 0; column < columns_.size(); ++column)
    with_type(columns_[column].type, [&](auto type) { gather_into<decltype(type)>(builder.column(column), slices_, column, rows); });
  return builder.build();
}

}  // namespace weir::stages
