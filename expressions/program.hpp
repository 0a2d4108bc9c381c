#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <weir/columns.hpp>

#include "function.hpp"
#include "scalar.hpp"
#include "syntax.hpp"

namespace weir::expressions {

/// One step of a program: a column, a constant, or a function of the results of earlier steps.
struct Step {
  enum class Kind { column, constant, call };

  Kind kind;
  ColumnType type;
  Range range;                                ///< where it stands in the text
  std::size_t column = 0;                     ///< of a column its index
  Scalar constant = {};                       ///< of a constant its value
  const Function* function = nullptr;         ///< of a call
  std::vector<std::uint32_t> arguments = {};  ///< of a call: steps
  std::shared_ptr<const void> state = {};     ///< of a call: what its kernel was prepared with
  std::uint32_t target = 0;                   ///< of a call: the register that it writes
  std::string reason = {};                    ///< of a call that can fail: why
};

/// A compiled expression: steps, each after those that it needs; the last is the result. Immutable.
struct Program {
  std::string text;
  Columns columns;
  std::deque<std::string> texts;  ///< that constants point into
  std::vector<Step> steps;
  std::size_t registers = 0;
  std::vector<std::size_t> reads;  ///< columns, ascending
};

}  // namespace weir::expressions
