#pragma once

#include <cstddef>
#include <vector>

#include <weir/detail/batch.hpp>

namespace weir::runtime {

/// Moves the last `count` batches of a list to the end of another. Mostly they are all that there are, and the other list is empty: then
/// the two are exchanged, however many there are. Throws `std::bad_alloc`, and has then changed nothing. Requires: `from` has so many.
inline void move_last(std::vector<detail::Batch*>& from, std::size_t count, std::vector<detail::Batch*>& to) {
  if (count == 0) return;
  if (count == from.size() && to.empty()) return from.swap(to);
  const auto first = from.end() - static_cast<std::ptrdiff_t>(count);
  to.insert(to.end(), first, from.end());
  from.erase(first, from.end());
}

}  // namespace weir::runtime
