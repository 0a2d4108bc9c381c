#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "function.hpp"

namespace weir::expressions {

/// All functions and operators, by name. Made once and never changed.
class Functions {
 public:
  static const Functions& all();

  /// Those of a name, in lower case; empty when it is unknown.
  [[nodiscard]] std::span<const Function> named(std::string_view name) const noexcept;
  /// Names that are written as `name(…)`.
  [[nodiscard]] std::vector<std::string> callable_names() const;

 private:
  Functions();
  std::vector<Function> functions_;  // sorted by name
};

using FunctionList = std::vector<Function>;

// What each family of kernels adds.
void add_arithmetic(FunctionList& functions);
void add_casts(FunctionList& functions);
void add_choices(FunctionList& functions);
void add_comparison(FunctionList& functions);
void add_hashes(FunctionList& functions);
void add_logic(FunctionList& functions);
void add_math(FunctionList& functions);
void add_membership(FunctionList& functions);
void add_patterns(FunctionList& functions);
void add_texts(FunctionList& functions);
void add_times(FunctionList& functions);

}  // namespace weir::expressions
