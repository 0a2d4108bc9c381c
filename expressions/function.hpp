#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error.hpp>

#include "register.hpp"
#include "scalar.hpp"
#include "text_arena.hpp"
#include "vector.hpp"

namespace weir::expressions {

/// One call of a kernel: a function over all rows of a slice.
struct Call {
  std::span<const Vector> arguments;
  std::size_t rows;
  const void* state;  ///< what `prepare` made, or null
  Register& out;      ///< begun; of a strict function it has the nulls and failures of the arguments already
  TextArena& texts;   ///< for texts that the kernel makes

  [[nodiscard]] const Vector& operator[](std::size_t argument) const noexcept { return arguments[argument]; }
};

/// Computes `out` of the arguments. Those that are null have some value of their type. At least one argument is not constant.
using Kernel = void (*)(const Call& call);

/// What a kernel needs that is made of its constant arguments once, when an expression is compiled.
struct Prepared {
  std::shared_ptr<const void> state;  ///< may be null
  std::size_t argument = 0;           ///< that the problem is about
  Problem problem;                    ///< empty: nothing is wrong
};
/// `arguments` are null pointers for those that are not constant; none is a null, when the function is strict.
using Prepare = Prepared (*)(std::span<const Scalar* const> arguments);

/// A function or an operator for arguments of certain types; the table has one for each combination.
struct Function {
  std::string_view name;               ///< as it is written: `lower`, `+`, `not`
  std::vector<ColumnType> parameters;  ///< the types of the arguments
  ColumnType result;                   ///< the type of its values
  Kernel kernel;                       ///< computes them
  bool strict = true;                  ///< null, or failed, where one of its arguments is
  bool variadic = false;               ///< any number of further arguments is of the type of the last
  Prepare prepare = nullptr;           ///< if the kernel has a state
  std::string_view failure = {};       ///< why a row fails: `is too large for an int`
};

}  // namespace weir::expressions
