#include "rows/row_keys.hpp"

#include <bit>
#include <cstring>
#include <utility>

#include "rows/row_order.hpp"

namespace weir::stages {

namespace {

// In several columns each value has a mark before it. A text ends with two zeros, and a zero in it is followed by this.
constexpr char kNullMark = '\0';
constexpr char kValueMark = '\1';
constexpr char kZeroInText = '\xFF';

std::uint64_t big_endian(std::uint64_t number) noexcept {
  return std::endian::native == std::endian::little ? __builtin_bswap64(number) : number;
}
std::uint64_t number_at(const char* bytes) noexcept {
  std::uint64_t number = 0;
  std::memcpy(&number, bytes, sizeof number);
  return big_endian(number);
}

// Calls `f` with the array of values that are not texts.
template <class F>
void with_numbers(const ColumnValues& values, F f) {
  switch (values.type()) {
    case ColumnType::boolean:
      return f(values.as<bool>());
    case ColumnType::integer:
      return f(values.as<std::int64_t>());
    case ColumnType::time:
      return f(values.as<Time>());
    default:
      return f(values.as<double>());
  }
}

void pack_text(std::string_view text, std::string& to) {
  for (std::size_t zero = text.find('\0'); zero != std::string_view::npos; zero = text.find('\0')) {
    to.append(text.substr(0, zero + 1)).push_back(kZeroInText);
    text.remove_prefix(zero + 1);
  }
  to.append(text).append(2, '\0');
}

// Returns what is behind the text.
const char* unpack_text(const char* at, ColumnBuilder& to) {
  std::string text;
  for (;; ++at) {
    if (*at == '\0' && *++at == '\0') break;
    text.push_back(*at == kZeroInText && at[-1] == '\0' ? '\0' : *at);
  }
  to.append(text);
  return at + 1;
}

}  // namespace

RowKeys::RowKeys(const Columns& in, std::vector<std::size_t> columns) : indices_(std::move(columns)), columns_(in.select(indices_)) {}

void RowKeys::read(const Rows& slice) {
  const std::size_t rows = slice.size();
  keys_.resize(rows);
  nulls_ = nullptr;
  if (indices_.size() == 1) {
    const ColumnValues& values = slice.column(indices_[0]);
    if (!values.nulls().empty()) nulls_ = &values;
    if (values.type() != ColumnType::text) return read_numbers(values);
    const auto texts = values.as<std::string_view>();
    keys_.assign(texts.begin(), texts.end());
    return;
  }
  packed_.clear();
  ends_.clear();
  for (std::size_t row = 0; row < rows; ++row) {
    for (const std::size_t index : indices_) pack(slice.column(index), row);
    ends_.push_back(packed_.size());
  }
  for (std::size_t row = 0, begin = 0; row < rows; begin = ends_[row++])
    keys_[row] = std::string_view(packed_).substr(begin, ends_[row] - begin);
}

void RowKeys::read_numbers(const ColumnValues& values) {
  numbers_.resize(values.size());
  with_numbers(values, [this](const auto& array) {
    for (std::size_t row = 0; row < array.size(); ++row) numbers_[row] = big_endian(sort_key(array[row], false));
  });
  for (std::size_t row = 0; row < values.size(); ++row) keys_[row] = {reinterpret_cast<const char*>(&numbers_[row]), sizeof(std::uint64_t)};
}

void RowKeys::pack(const ColumnValues& values, std::size_t row) {
  const bool null = values.is_null(row);
  packed_.push_back(null ? kNullMark : kValueMark);
  if (null) return;
  if (values.type() == ColumnType::text) return pack_text(values.as<std::string_view>()[row], packed_);
  with_numbers(values, [&](const auto& array) {
    const std::uint64_t number = big_endian(sort_key(array[row], false));
    packed_.append(reinterpret_cast<const char*>(&number), sizeof number);
  });
}

void RowKeys::append(std::string_view key, std::span<ColumnBuilder> to) const {
  if (to.size() == 1) {
    if (to[0].type() == ColumnType::text) return to[0].append(key);
    return append_sort_key(number_at(key.data()), to[0]);
  }
  const char* at = key.data();
  for (ColumnBuilder& column : to) {
    if (*at++ == kNullMark) {
      column.append_null();
    } else if (column.type() == ColumnType::text) {
      at = unpack_text(at, column);
    } else {
      append_sort_key(number_at(at), column);
      at += sizeof(std::uint64_t);
    }
  }
}

void RowKeys::append_null(std::span<ColumnBuilder> to) const {
  for (ColumnBuilder& column : to) column.append_null();
}

}  // namespace weir::stages
