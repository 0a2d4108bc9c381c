// x in (a, b, …)

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string_view>
#include <unordered_set>

#include "functions.hpp"
#include "kernels/map.hpp"
#include "kernels/null_words.hpp"
#include "kernels/numbers.hpp"

namespace weir::expressions {
namespace {

template <ColumnValue T>
struct Hash {
  std::size_t operator()(const T& value) const {
    if constexpr (std::same_as<T, Time>)
      return std::hash<std::int64_t>()(value.time_since_epoch().count());
    else
      return std::hash<T>()(value);
  }
};

// The constants of a long list.
template <ColumnValue T>
struct Members {
  std::unordered_set<T, Hash<T>> values;
  bool has_null = false;
};

// For fewer, comparing with one after the other is as fast.
constexpr std::size_t kLongList = 8;

template <ColumnValue T>
Prepared members_of(std::span<const Scalar* const> arguments) {
  const auto list = arguments.subspan(1);
  if (list.size() < kLongList || std::find(list.begin(), list.end(), nullptr) != list.end()) return {};
  auto members = std::make_shared<Members<T>>();
  for (const Scalar* const item : list) {
    if (is_null(*item))
      members->has_null = true;
    else
      members->values.insert(std::get<T>(*item));
  }
  return {std::move(members), 0, {}};
}

// What is not found in a list with a null may be that null.
void null_where_not_found(const Call& call, const std::uint64_t* maybe) {
  const bool* const found = call.out.values<bool>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    const bool open = maybe == nullptr || (maybe[row / 64] >> (row % 64) & 1U) != 0;
    if (open && !found[row]) call.out.set_null(row);
  }
}

template <ColumnValue T>
void look_up(const Call& call, const Members<T>& members) {
  map<bool, T>(call, [&members](const T& value) { return members.values.contains(value); });
  if (members.has_null) null_where_not_found(call, nullptr);
}

template <ColumnValue T>
void compare_each(const Call& call) {
  bool* const found = call.out.values<bool>();
  std::fill_n(found, call.rows, false);
  std::vector<std::uint64_t> maybe;
  const Reader<T> x(call[0]);
  for (const Vector& item : call.arguments.subspan(1)) {
    const Reader<T> value(item);
    if (item.nulls == nullptr) {
      for (std::size_t row = 0; row < call.rows; ++row) found[row] = found[row] || x[row] == value[row];
      continue;
    }
    maybe.resize(words_for(call.rows));
    for (std::size_t word = 0; word < maybe.size(); ++word) maybe[word] |= null_word(item, word);
    for (std::size_t row = 0; row < call.rows; ++row) found[row] = found[row] || (!item.is_null(row) && x[row] == value[row]);
  }
  if (!maybe.empty()) null_where_not_found(call, maybe.data());
}

template <ColumnValue T>
void is_in(const Call& call) {
  const auto* const members = static_cast<const Members<T>*>(call.state);
  if (members != nullptr && !call[0].constant)
    look_up(call, *members);
  else
    compare_each<T>(call);
  for (std::size_t word = 0; word < words_for(call.rows) && call[0].nulls != nullptr; ++word)
    call.out.nulls()[word] |= null_word(call[0], word);
  if (call.rows % 64 != 0 && call[0].nulls != nullptr) call.out.nulls()[call.rows / 64] &= (std::uint64_t{1} << (call.rows % 64)) - 1;
  fail_where_any_failed(call);
}

template <ColumnValue T>
void add_membership_of(FunctionList& functions) {
  functions.push_back({.name = "in",
                       .parameters = {kColumnType<T>, kColumnType<T>},
                       .result = ColumnType::boolean,
                       .kernel = is_in<T>,
                       .strict = false,
                       .variadic = true,
                       .prepare = members_of<T>});
}

}  // namespace

void add_membership(FunctionList& functions) {
  add_membership_of<bool>(functions);
  add_membership_of<std::int64_t>(functions);
  add_membership_of<double>(functions);
  add_membership_of<std::string_view>(functions);
  add_membership_of<Time>(functions);
}

}  // namespace weir::expressions
