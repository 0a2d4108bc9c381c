#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <weir/rows.hpp>

#include "program.hpp"

namespace weir::expressions {

/// A constant as a vector.
[[nodiscard]] Vector vector_of(const Step& constant) noexcept;

/// Runs the call `step`, which is number `index`. Requires: the arguments have its types, and one of them is not constant.
[[nodiscard]] Vector run_call(const Step& step, std::uint32_t index, std::span<const Vector> arguments, std::size_t rows, Register& out,
                              TextArena& texts);

/// Runs a program on one slice after the other, with memory that it uses again. For one thread at a time.
class Machine {
 public:
  explicit Machine(std::shared_ptr<const Program> program);

  /// The result for these rows; it lives until the next run. Throws `Error` when their columns are not the program's.
  [[nodiscard]] Vector run(const Rows& rows);
  /// The result of the last run, as a column of its own. Requires: that was for these rows.
  [[nodiscard]] ColumnValues take(const Rows& rows);

 private:
  [[nodiscard]] Vector run_step(std::uint32_t index, const Rows& rows);
  [[nodiscard]] std::vector<Buffer> texts_of_result(const Rows& rows);

  std::shared_ptr<const Program> program_;
  std::vector<Register> registers_;
  std::vector<Vector> vectors_;  // of each step
  std::vector<Vector> arguments_;
  Register broadcast_;
  TextArena texts_;
};

}  // namespace weir::expressions
