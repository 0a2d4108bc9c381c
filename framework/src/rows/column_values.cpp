#include <weir/column_values.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/bits.hpp"

namespace weir {
namespace {

template <class T>
Buffer gathered(std::span<const T> values, std::span<const std::uint32_t> rows) {
  const auto taken = std::make_shared_for_overwrite<T[]>(rows.size());
  std::transform(rows.begin(), rows.end(), taken.get(), [&values](std::uint32_t row) { return values[row]; });
  return {taken, rows.size() * sizeof(T)};
}

Buffer gathered_nulls(std::span<const std::uint64_t> nulls, std::span<const std::uint32_t> rows) {
  std::vector<std::uint64_t> taken(rows::words_for(rows.size()));
  for (std::size_t i = 0; i < rows.size(); ++i) taken[i / 64] |= std::uint64_t{rows::bit(nulls, rows[i])} << (i % 64);
  const bool any = std::any_of(taken.begin(), taken.end(), [](std::uint64_t word) { return word != 0; });
  return any ? rows::shared(std::move(taken)) : Buffer();
}

}  // namespace

std::size_t value_size(ColumnType type) noexcept {
  switch (type) {
    case ColumnType::boolean:
      return sizeof(bool);
    case ColumnType::text:
      return sizeof(std::string_view);
    case ColumnType::integer:
    case ColumnType::floating:
    case ColumnType::time:
      break;
  }
  return sizeof(std::int64_t);
}

ColumnValues ColumnValues::filter(std::span<const std::uint32_t> rows) const {
  const auto values = [&]() -> Buffer {
    switch (type_) {
      case ColumnType::boolean:
        return gathered(as<bool>(), rows);
      case ColumnType::integer:
        return gathered(as<std::int64_t>(), rows);
      case ColumnType::floating:
        return gathered(as<double>(), rows);
      case ColumnType::text:
        return gathered(as<std::string_view>(), rows);
      case ColumnType::time:
        break;
    }
    return gathered(as<Time>(), rows);
  };
  return {type_, rows.size(), values(), nulls().empty() ? Buffer() : gathered_nulls(nulls(), rows), texts_};
}

void ColumnValues::throw_wrong_type(ColumnType asked) const {
  throw Error(fmt::format("the values are of type {}, not {}", to_string(type_), to_string(asked)));
}

}  // namespace weir
