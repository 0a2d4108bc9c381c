#pragma once

#include <string_view>

#include "syntax.hpp"

namespace weir::expressions {

/// Parses an expression by precedence climbing (Pratt, "Top Down Operator Precedence", 1973), with the operators and precedences of SQLite
/// (https://www.sqlite.org/lang_expr.html). Throws `ExpressionError` at the first mistake, and for what is nested too deeply: the tree is
/// at most `kDeepest` high, and the parser's stack a fraction of that.
[[nodiscard]] Syntax parse(std::string_view text);

/// How high a tree may be.
inline constexpr std::size_t kDeepest = 1000;

}  // namespace weir::expressions
