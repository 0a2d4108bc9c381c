#pragma once

// The type of a param that is a language of its own, such as an expression. A plain value, for any thread.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include <weir/error.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// A text that knows where it stands in the config, so that what is wrong with it can be reported at its place inside the text.
struct PlacedText {
  std::string text;       ///< without quotes, and escapes read
  Position position;      ///< where it begins in the config; not known for one that was set in code
  bool verbatim = false;  ///< the config has it byte by byte, on one line: then places inside it are known, too

  PlacedText() = default;
  /// One that is set in code. Its place is not known.
  PlacedText(std::string its_text) : text(std::move(its_text)) {}  // NOLINT(google-explicit-constructor): `params.that = "a > 1"`
  /// The same of a literal.
  PlacedText(const char* its_text) : text(its_text) {}  // NOLINT(google-explicit-constructor)

  /// The place of a byte of the text, as exactly as it is known. Requires: `offset` is at most the text's size.
  [[nodiscard]] Position at(std::size_t offset) const noexcept {
    Position place = position;
    if (verbatim) place.column += static_cast<std::uint32_t>(offset);
    return place;
  }

  friend bool operator==(const PlacedText& a, const PlacedText& b) { return a.text == b.text; }  ///< wherever they stand
};

}  // namespace weir
#pragma GCC visibility pop
