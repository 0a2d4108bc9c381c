#include "token_stream.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::expressions {

const Token& TokenStream::token(std::size_t ahead) const noexcept {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool TokenStream::is(std::string_view word, std::size_t ahead) const noexcept {
  const Token& it = token(ahead);
  return it.kind == Token::Kind::symbol ? it.text == word : it.kind == Token::Kind::name && it.keyword == word;
}

bool TokenStream::take(std::string_view word) noexcept {
  const bool there = is(word);
  if (there) next();
  return there;
}

Range TokenStream::expect(std::string_view word, std::string_view after) {
  if (!is(word)) fail_at_token(fmt::format("'{}' is missing {}", word, after));
  return next().range;
}

void TokenStream::fail(Range range, Problem problem) const {
  throw ExpressionError(text_, {{range.offset, range.length, std::move(problem)}});
}

void TokenStream::fail_at_token(std::string_view what, std::string mend) const {
  const Token& it = token();
  const std::string written = fmt::format("'{}'", diagnostics::shown(text_.substr(it.range.offset, it.range.length)));
  fail(it.range, {fmt::format("{}, and there is {}", what, it.kind == Token::Kind::end ? "the end" : written), std::move(mend)});
}

}  // namespace weir::expressions
