#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace weir::expressions {

/// A part of the text of an expression.
struct Range {
  std::size_t offset = 0;
  std::size_t length = 0;

  [[nodiscard]] std::size_t end() const noexcept { return offset + length; }
};

/// From the beginning of one part to the end of another, which comes later.
[[nodiscard]] inline Range joined(Range first, Range last) noexcept {
  return {first.offset, last.end() - first.offset};
}

/// An expression as it was written: names are not looked up, and nothing has a type.
struct Syntax {
  enum class Kind {
    null,
    boolean,        ///< `text` is `true` or `false`
    integer,        ///< `text` has its digits, perhaps with a minus before them
    floating,       ///< `text` has its digits
    text,           ///< `text` is its value
    column,         ///< `text` is its name
    quoted_column,  ///< the same, in double quotes
    call,           ///< of the function or operator `text`
    cast,           ///< to the type named `text`
    searched_case,  ///< condition, value, condition, value, …, value of `else`
    simple_case,    ///< the same behind a value, with which the others are compared in place of conditions
  };

  Kind kind = Kind::null;
  Range range;       ///< all of it
  Range name_range;  ///< of a call the function's name, of a cast the type's
  std::string text;
  std::vector<Syntax> children;
  std::size_t height = 1;  ///< of the tree
};

}  // namespace weir::expressions
