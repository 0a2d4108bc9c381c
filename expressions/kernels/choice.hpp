#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "function.hpp"

namespace weir::expressions {

/// Which of the arguments each row takes. A failure counts only of an argument that had to be looked at to decide, or that was taken.
class Choice {
 public:
  explicit Choice(const Call& call) : call_(call), taken_(call.rows, kOpen) {}

  /// Whether a row is undecided.
  [[nodiscard]] bool is_open(std::size_t row) const { return taken_[row] == kOpen; }
  /// A row takes that argument.
  void take(std::size_t row, std::size_t argument) { taken_[row] = static_cast<std::uint32_t>(argument); }
  /// Undecided rows fail where this argument has failed.
  void look_at(std::size_t argument);
  /// Writes what was taken. Requires: no row is undecided.
  template <ColumnValue T>
  void write() {
    T* const out = call_.out.values<T>();
    for (std::size_t row = 0; row < call_.rows; ++row) {
      const Vector& from = call_[taken_[row] == kFailed ? 0 : taken_[row]];
      const bool failed = taken_[row] == kFailed;
      out[row] = failed ? T() : Reader<T>(from)[row];
      if (failed || from.is_null(row)) call_.out.set_null(row);
    }
    take_over_failures();
  }

 private:
  void take_over_failures();

  static constexpr std::uint32_t kOpen = ~std::uint32_t{0}, kFailed = kOpen - 1;
  const Call& call_;
  std::vector<std::uint32_t> taken_;
};

}  // namespace weir::expressions
