#include "rows/row_order.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rows/expression_param.hpp"
#include "rows/with_type.hpp"

namespace weir::stages {
namespace {

template <class T>
int compare_values(const ColumnValues& a, std::size_t row_a, const ColumnValues& b, std::size_t row_b, bool zeros_differ) {
  const T value_a = a.as<T>()[row_a], value_b = b.as<T>()[row_b];
  if constexpr (std::same_as<T, std::string_view>) {
    return value_a.compare(value_b);
  } else {
    const std::uint64_t key_a = sort_key(value_a, zeros_differ), key_b = sort_key(value_b, zeros_differ);
    return key_a == key_b ? 0 : key_a < key_b ? -1 : 1;
  }
}

bool is_descending(const PlacedText& item) {
  return item.text.starts_with('-');
}

// The name that an item has in it, which knows its place.
PlacedText name_in(const PlacedText& item) {
  if (!is_descending(item)) return item;
  PlacedText name = item.text.substr(1);
  name.position = item.at(1);
  name.verbatim = item.verbatim;
  return name;
}

std::vector<PlacedText> names_in(const std::vector<PlacedText>& by) {
  std::vector<PlacedText> names;
  names.reserve(by.size());
  for (const PlacedText& item : by) names.push_back(name_in(item));
  return names;
}

}  // namespace

void append_sort_key(std::uint64_t number, ColumnBuilder& to) {
  constexpr auto kSign = std::uint64_t{1} << 63U;
  const auto integer = static_cast<std::int64_t>(number ^ kSign);
  switch (to.type()) {
    case ColumnType::boolean:
      return to.append(number != 0);
    case ColumnType::integer:
      return to.append(integer);
    case ColumnType::time:
      return to.append(Time(std::chrono::microseconds(integer)));
    default:
      return to.append(std::bit_cast<double>((number & kSign) != 0 ? number & ~kSign : ~number));
  }
}

int compare_cells(const ColumnValues& a, std::size_t row_a, const ColumnValues& b, std::size_t row_b, bool zeros_differ) {
  const bool null_a = a.is_null(row_a), null_b = b.is_null(row_b);
  if (null_a || null_b) return static_cast<int>(null_b) - static_cast<int>(null_a);
  return with_type(a.type(), [&](auto type) { return compare_values<decltype(type)>(a, row_a, b, row_b, zeros_differ); });
}

RowOrder::RowOrder(const std::vector<OrderTerm>& by, const Columns& columns) : terms_(by) {
  for (std::size_t column = 0; column < columns.size(); ++column) {
    const auto is_it = [column](const OrderTerm& term) { return term.column == column; };
    const bool is_given = std::any_of(by.begin(), by.end(), is_it);
    if (!is_given || columns[column].type == ColumnType::floating) terms_.push_back({.column = column, .zeros_differ = true});
  }
}

int RowOrder::compare(const Rows& a, std::size_t row_a, const Rows& b, std::size_t row_b, std::size_t first, std::size_t end) const {
  for (std::size_t t = first; t < std::min(end, terms_.size()); ++t) {
    const OrderTerm& term = terms_[t];
    const int ascending = compare_cells(a.column(term.column), row_a, b.column(term.column), row_b, term.zeros_differ);
    if (ascending != 0) return term.descending ? (ascending < 0 ? 1 : -1) : ascending;
  }
  return 0;
}

std::optional<std::vector<OrderTerm>> order_param(const std::vector<PlacedText>& by, const Columns& in, const ErrorScope& errors) {
  if (!find_params(names_in(by), in, errors)) return std::nullopt;
  return order_of(by, in);
}

std::vector<OrderTerm> order_of(const std::vector<PlacedText>& by, const Columns& in) {
  std::vector<OrderTerm> terms;
  terms.reserve(by.size());
  for (const PlacedText& item : by) terms.push_back({.column = in.index_of(name_in(item).text), .descending = is_descending(item)});
  return terms;
}

}  // namespace weir::stages
