#include "lexer.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "diagnostics/shown.hpp"
#include "diagnostics/utf8.hpp"

namespace weir::expressions {
namespace {

// ASCII whatever the locale; a letter is any character beyond it, too.
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) {
  return begins_name(c) || is_digit(c);
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Longer ones first.
constexpr std::array<std::string_view, 18> kSymbols{"<=", ">=", "<>", "!=", "==", "||", "+", "-", "*",
                                                    "/",  "%",  "=",  "<",  ">",  "(",  ")", ",", ";"};

// What other languages have, and what it is called here.
struct Foreign {
  std::string_view symbol, mend;
};
constexpr std::array kForeign{
    Foreign{"&&", "write and"}, Foreign{"!", "write not"}, Foreign{"`", "put a name in double quotes, a text in single ones"},
    Foreign{"[", "write a list in parentheses, and a name in double quotes"}, Foreign{"~", "write regexp for a pattern"}};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> tokens() {
    while (true) {
      while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
      tokens_.push_back(next());
      if (tokens_.back().kind == Token::Kind::end) return std::move(tokens_);
    }
  }

 private:
  [[noreturn]] void fail(Range range, Problem problem) const {
    throw ExpressionError(text_, {{range.offset, range.length, std::move(problem)}});
  }
  [[nodiscard]] char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  Token next() {
    begin_ = at_;
    if (at_ == text_.size()) return made(Token::Kind::end, "");
    const char c = peek();
    if (begins_name(c)) return name();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return number();
    if (c == '\'') return quoted(Token::Kind::text, "a text");
    if (c == '"') return quoted(Token::Kind::quoted_name, "a name in double quotes");
    return symbol();
  }

  [[nodiscard]] Token made(Token::Kind kind, std::string_view text) const {
    return Token{kind, {begin_, at_ - begin_}, std::string(text), {}};
  }
  [[nodiscard]] std::string_view taken() const { return text_.substr(begin_, at_ - begin_); }
  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }

  Token name() {
    while (at_ < text_.size() && continues_name(peek())) ++at_;
    Token token = made(Token::Kind::name, taken());
    for (const char c : token.text) token.keyword += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return token;
  }

  Token number() {
    skip_digits();
    auto kind = Token::Kind::integer;
    if (peek() == '.') {
      kind = Token::Kind::floating;
      ++at_;
      skip_digits();
    }
    if (const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0; (peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      kind = Token::Kind::floating;
      at_ += 1 + sign;
      skip_digits();
    }
    const std::string_view digits = taken();
    if (continues_name(peek()) && at_ < text_.size()) {
      while (at_ < text_.size() && continues_name(peek())) ++at_;
      fail({begin_, at_ - begin_}, {fmt::format("'{}' is neither a number nor a name", diagnostics::shown(taken())),
                                    "put a name that begins with a digit in double quotes"});
    }
    return made(kind, digits);
  }

  // What stands between quotes; a doubled one stands for itself.
  Token quoted(Token::Kind kind, std::string_view what) {
    const char quote = peek();
    std::string value;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        if (peek() != quote || at_ == text_.size()) return made(kind, value);
      }
      value += text_[at_];
    }
    fail({begin_, at_ - begin_}, {fmt::format("{} begins here and does not end", what), fmt::format("end it with {}", quote)});
  }

  Token symbol() {
    for (const std::string_view symbol : kSymbols) {
      if (!text_.substr(at_).starts_with(symbol)) continue;
      at_ += symbol.size();
      return made(Token::Kind::symbol, symbol);
    }
    for (const Foreign& foreign : kForeign) {
      if (text_.substr(at_).starts_with(foreign.symbol))
        fail({at_, foreign.symbol.size()}, {fmt::format("'{}' is not an operator", foreign.symbol), std::string(foreign.mend)});
    }
    const std::size_t length = std::max<std::size_t>(1, diagnostics::utf8_length(text_.substr(at_)));
    fail({at_, length}, {fmt::format("'{}' does not belong in an expression", diagnostics::shown(text_.substr(at_, length)))});
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t begin_ = 0;  // of the token under way
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokens_of(std::string_view text) {
  return Lexer(text).tokens();
}

}  // namespace weir::expressions
