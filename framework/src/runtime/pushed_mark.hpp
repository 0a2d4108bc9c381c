#pragma once

#include <cstddef>
#include <vector>

#include <weir/detail/edge_writers.hpp>

namespace weir::runtime {

using detail::Amount;

/// What the outputs of a replica held before a call, so that what the call pushes can be taken back. For the thread of the call.
class PushedMark {
 public:
  /// Notes what `out` holds now. Keeps its memory from call to call.
  void set(const detail::EdgeWriters& out);
  /// Whether anything has been pushed since.
  [[nodiscard]] bool has_pushed(const detail::EdgeWriters& out) const noexcept;
  /// Destroys what has been pushed since, and makes the batches that were sealed since usable again. Requires: `out` is the one of `set`,
  /// and has not been sent on since.
  void take_back(detail::EdgeWriters& out) const noexcept;

 private:
  struct Writer {
    std::size_t items;   // in the open batch
    std::size_t sealed;  // batches
  };
  std::vector<Writer> writers_;
  std::vector<Amount> pushed_;  // to each output, the main one first
};

}  // namespace weir::runtime
