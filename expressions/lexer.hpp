#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <weir/expression.hpp>

#include "syntax.hpp"

namespace weir::expressions {

/// A word of an expression.
struct Token {
  enum class Kind { end, name, quoted_name, integer, floating, text, symbol };

  Kind kind = Kind::end;
  Range range;
  std::string text;     ///< of a name or symbol as written; of quoted text without the quotes; of a number its digits
  std::string keyword;  ///< of a name in lower case; otherwise empty
};

/// The words of an expression, and an `end` behind the last. Throws `ExpressionError` at the first thing that is none.
[[nodiscard]] std::vector<Token> tokens_of(std::string_view text);

}  // namespace weir::expressions
