#pragma once

#include <cstddef>
#include <string_view>

namespace weir::stages {

/// A character as a terminal shows it.
struct Glyph {
  std::size_t bytes;
  std::size_t columns;
};

/// The character at the front of `text`, which is not empty. What is not UTF-8 takes one column.
[[nodiscard]] Glyph first_glyph(std::string_view text);

/// How many columns of a terminal a text takes.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace weir::stages
