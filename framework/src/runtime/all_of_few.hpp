#pragma once

namespace weir::runtime {

/// `std::all_of` for the edges of a stage, of which there is mostly one: the standard library's takes four at a time, and the choice what
/// to do with fewer costs more than the question itself, which is asked several times for each batch.
template <class Range, class Predicate>
[[nodiscard]] bool all_of_few(const Range& range, Predicate predicate) {
  for (const auto& one : range) {
    if (!predicate(one)) return false;
  }
  return true;
}

}  // namespace weir::runtime
