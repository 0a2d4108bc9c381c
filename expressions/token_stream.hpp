#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>

#include "lexer.hpp"
#include "syntax.hpp"

namespace weir::expressions {

/// The words of an expression, taken one after the other.
class TokenStream {
 public:
  explicit TokenStream(std::string_view text) : text_(text), tokens_(tokens_of(text)) {}

  /// The next one, or one that comes later; from the end on, the end.
  [[nodiscard]] const Token& token(std::size_t ahead = 0) const noexcept;
  /// Whether it is that keyword or symbol.
  [[nodiscard]] bool is(std::string_view word, std::size_t ahead = 0) const noexcept;

  /// Takes the next one. Requires: it is not the end.
  const Token& next() noexcept { return tokens_[at_++]; }
  void skip(std::size_t count) noexcept { at_ += count; }
  /// Takes the next one if it is that keyword or symbol.
  bool take(std::string_view word) noexcept;
  /// Takes that keyword or symbol, and returns where it stands; fails where there is another: `'then' is missing after …`.
  Range expect(std::string_view word, std::string_view after);

  /// Throws `ExpressionError`.
  [[noreturn]] void fail(Range range, Problem problem) const;
  /// The same, of the next token.
  [[noreturn]] void fail_at_token(std::string_view what, std::string mend = "") const;

 private:
  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
};

}  // namespace weir::expressions
