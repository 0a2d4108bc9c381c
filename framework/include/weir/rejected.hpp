#pragma once

// What travels in place of an item that a stage could not use.
// A plain value.

#include <cstdint>
#include <string>

#include <weir/item.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// An item that a stage could not use, with the reason: what comes out of `NAME.rejected`. It prints with the columns of the item after
/// its own.
template <class T>
struct Rejected {
  T item;                      ///< as it was when the stage gave it up
  std::string reason;          ///< one sentence, for people
  std::string origin;          ///< where it came from, such as `orders.csv:17`; empty when neither stage nor item says it
  std::string stage;           ///< that rejected it
  std::uint32_t replica = 0;   ///< of the stage, from 0
  std::uint32_t attempts = 1;  ///< calls that failed
};

/// As that of any item type.
template <class T>
void describe(ItemDescription<Rejected<T>>& d) {
  d.name("Rejected<" + item_type<T>().name + '>');
  d.column("reason", &Rejected<T>::reason).column("origin", &Rejected<T>::origin).column("stage", &Rejected<T>::stage);
  d.column("replica", &Rejected<T>::replica).column("attempts", &Rejected<T>::attempts);
  d.columns_of(&Rejected<T>::item);
}

/// With what the item owns.
template <class T>
requires(detail::kKnowsFootprint<T>) std::size_t footprint(const Rejected<T>& rejected)
noexcept {
  std::size_t bytes = sizeof rejected + detail::owned_bytes(rejected.item);
  for (const std::string* text : {&rejected.reason, &rejected.origin, &rejected.stage}) bytes += detail::owned_bytes(*text);
  return bytes;
}

namespace detail {

/// As many rows as the item that was rejected, with the same columns.
template <class T>
struct RowsIn<Rejected<T>> {
  static constexpr bool kCounts = RowsIn<T>::kCounts;
  static std::uint64_t of(const Rejected<T>& rejected) noexcept { return RowsIn<T>::of(rejected.item); }
  static const Columns& columns(const Rejected<T>& rejected) noexcept requires HasColumns<T> { return RowsIn<T>::columns(rejected.item); }
};

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
