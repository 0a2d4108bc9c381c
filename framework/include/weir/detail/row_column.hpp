#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/column_values.hpp>

// How a column of an item type is one of rows: which type it has there, and how its values come and go.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Items of one type that lie at equal distances, or the same member of each.
struct StructSpan {
  void* first;  // not written to by what only reads
  std::size_t stride;
  std::size_t size;

  template <class T>
  [[nodiscard]] T& at(std::size_t index) const noexcept {
    return *reinterpret_cast<T*>(static_cast<std::byte*>(first) + index * stride);
  }
};

/// A value that has no place on the other side.
struct RowFault {
  std::size_t item;   // its index
  std::string value;  // for people; of one that is too large for an int, empty
};

/// What is known of a column of a struct. Without `append` it cannot be one of rows.
struct RowColumn {
  ColumnType type = ColumnType::text;
  bool takes_ints = false;  // also from a column of ints
  bool is_member = false;   // and not computed by a function
  /// Appends the value of each item; a null for one that the column cannot hold.
  std::function<void(const StructSpan&, ColumnBuilder&, std::vector<RowFault>&)> append = {};
  /// Sets the member of each item to the value of a row, the first of them `row`. Empty where the values have no place in it: in a
  /// function, in a view of text. Requires: there are so many rows, and the values have the type of the column, or one that it takes.
  std::function<void(const ColumnValues&, std::size_t row, const StructSpan&, std::vector<RowFault>&)> read = {};
};

template <class V>
inline constexpr bool kIsOptional = false;
template <class V>
inline constexpr bool kIsOptional<std::optional<V>> = true;
template <class V>
struct ValueIn {
  using type = V;
};
template <class V>
struct ValueIn<std::optional<V>> {
  using type = V;
};
/// What a value is that may be null.
template <class V>
using ValueInT = typename ValueIn<V>::type;

template <class V>
concept RowText = std::convertible_to<const V&, std::string_view> && !std::is_null_pointer_v<V>;
/// A type whose values a column holds.
template <class V>
concept RowValue = std::is_arithmetic_v<ValueInT<V>> || std::same_as<ValueInT<V>, Time> || RowText<ValueInT<V>>;
/// One that keeps them beyond the rows.
template <class V>
concept KeptRowValue = std::is_arithmetic_v<ValueInT<V>> || std::same_as<ValueInT<V>, Time> || std::same_as<ValueInT<V>, std::string>;

template <class V>
constexpr ColumnType row_type() {
  if constexpr (std::same_as<V, bool>)
    return ColumnType::boolean;
  else if constexpr (std::integral<V>)
    return ColumnType::integer;
  else if constexpr (std::floating_point<V>)
    return ColumnType::floating;
  else
    return std::same_as<V, Time> ? ColumnType::time : ColumnType::text;
}

/// Returns whether the column could hold it; otherwise a null stands for it. What is not a number is null, as in expressions.
template <class V>
bool append_row_value(const V& value, ColumnBuilder& to) {
  if constexpr (kIsOptional<V>) {
    if (value) return append_row_value(*value, to);
    to.append_null();
  } else if constexpr (std::unsigned_integral<V> && sizeof(V) >= sizeof(std::int64_t)) {
    const bool fits = value <= static_cast<V>(std::numeric_limits<std::int64_t>::max());
    fits ? to.append(static_cast<std::int64_t>(value)) : to.append_null();
    return fits;
  } else if constexpr (std::floating_point<V>) {
    std::isnan(value) ? to.append_null() : to.append(value);
  } else if constexpr (std::is_pointer_v<V>) {
    to.append(value == nullptr ? std::string_view() : std::string_view(value));
  } else if constexpr (std::same_as<V, Time> || std::integral<V>) {
    to.append(value);
  } else {
    to.append(std::string_view(value));
  }
  return true;
}

/// Returns whether the member could hold it.
template <class M, ColumnValue V>
bool set_member(M& member, V value) {
  if constexpr (std::same_as<M, bool> || std::same_as<M, Time>) {
    member = value;
  } else if constexpr (std::unsigned_integral<M>) {
    if (value < 0 || static_cast<std::uint64_t>(value) > std::numeric_limits<M>::max()) return false;
    member = static_cast<M>(value);
  } else if constexpr (std::integral<M>) {
    if (value < std::numeric_limits<M>::min() || value > std::numeric_limits<M>::max()) return false;
    member = static_cast<M>(value);
  } else if constexpr (std::floating_point<M>) {
    if (std::isfinite(static_cast<double>(value)) && std::abs(static_cast<long double>(value)) > std::numeric_limits<M>::max())
      return false;
    member = static_cast<M>(value);
  } else {
    member.assign(value);
  }
  return true;
}

/// The same in any locale.
template <class V>
std::string row_value_text(const V& value) {
  if constexpr (std::same_as<V, std::string_view>) {
    return std::string(value);
  } else if constexpr (std::same_as<V, Time>) {
    return weir::to_string(value);
  } else if constexpr (std::same_as<V, bool>) {
    return value ? "true" : "false";
  } else {
    std::array<char, 32> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
  }
}

/// `Member` may be a `std::optional`, which a null empties. `V` is what the column holds.
template <class Member, ColumnValue V>
void read_row_values(const ColumnValues& values, std::size_t row, const StructSpan& members, std::vector<RowFault>& faults) {
  const auto array = values.as<V>();
  for (std::size_t i = 0; i < members.size; ++i) {
    auto& member = members.at<Member>(i);
    if (values.is_null(row + i)) {
      if constexpr (kIsOptional<Member>)
        member.reset();
      else
        faults.push_back({i, "null"});
      continue;
    }
    bool held = true;
    if constexpr (kIsOptional<Member>)
      held = set_member(member.emplace(), array[row + i]);
    else
      held = set_member(member, array[row + i]);
    if (!held) faults.push_back({i, row_value_text(array[row + i])});
  }
}

template <class Member>
void read_members(const ColumnValues& values, std::size_t row, const StructSpan& members, std::vector<RowFault>& faults) {
  using V = ValueInT<Member>;
  if constexpr (std::same_as<V, bool> || std::same_as<V, Time>) {
    read_row_values<Member, V>(values, row, members, faults);
  } else if constexpr (std::integral<V>) {
    read_row_values<Member, std::int64_t>(values, row, members, faults);
  } else if constexpr (std::floating_point<V>) {
    values.type() == ColumnType::integer ? read_row_values<Member, std::int64_t>(values, row, members, faults)
                                         : read_row_values<Member, double>(values, row, members, faults);
  } else {
    read_row_values<Member, std::string_view>(values, row, members, faults);
  }
}

/// `get` is a pointer to a member, one that can be set.
template <class T, class Get>
constexpr bool sets_member() {
  if constexpr (std::is_member_object_pointer_v<Get>)
    return !std::is_const_v<std::remove_reference_t<std::invoke_result_t<const Get&, T&>>>;
  else
    return false;
}

/// The column of a `T` that `get` returns: a pointer to a member, or a function.
template <class T, class Get>
RowColumn make_row_column(const Get& get) {
  using V = std::remove_cvref_t<std::invoke_result_t<const Get&, const T&>>;
  RowColumn column{.type = row_type<ValueInT<V>>(), .takes_ints = std::floating_point<ValueInT<V>>};
  column.append = [get](const StructSpan& items, ColumnBuilder& to, std::vector<RowFault>& faults) {
    for (std::size_t i = 0; i < items.size; ++i) {
      const auto& value = std::invoke(get, items.at<const T>(i));
      if (!append_row_value<V>(value, to)) faults.push_back({i, ""});
    }
  };
  column.is_member = std::is_member_object_pointer_v<Get>;
  if constexpr (sets_member<T, Get>() && KeptRowValue<V>) {
    column.read = [get](const ColumnValues& values, std::size_t row, const StructSpan& items, std::vector<RowFault>& faults) {
      if (items.size == 0) return;
      read_members<V>(values, row, {std::addressof(items.at<T>(0).*get), items.stride, items.size}, faults);
    };
  }
  return column;
}

/// That of a member as a column of the whole. `to_member` returns where the member is in an item.
inline RowColumn nested_row_column(const RowColumn& column, std::function<void*(void*)> to_member) {
  RowColumn nested = column;
  const auto members = [to_member = std::move(to_member)](const StructSpan& items) {
    return StructSpan{items.size == 0 ? nullptr : to_member(items.first), items.stride, items.size};
  };
  if (column.append)
    nested.append = [append = column.append, members](const StructSpan& items, ColumnBuilder& to, std::vector<RowFault>& faults) {
      append(members(items), to, faults);
    };
  if (column.read)
    nested.read = [read = column.read, members](const ColumnValues& values, std::size_t row, const StructSpan& items,
                                                std::vector<RowFault>& faults) { read(values, row, members(items), faults); };
  return nested;
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
