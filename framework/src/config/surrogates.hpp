#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weir/config.hpp>

namespace weir::config {

/// A text whose pairs of surrogates, as JSON writes characters beyond U+FFFF (`\ud83d\ude00`), are one escape of YAML's each
/// (`\U0001f600`).
struct JoinedText {
  /// An escape that became shorter.
  struct Shift {
    std::uint32_t line;
    std::uint32_t column;  ///< right behind it, in `text`
  };

  std::string text;
  std::vector<Shift> shifts;  ///< in the order of the text

  /// Where a place of `text` is in the text that it was made from.
  [[nodiscard]] Position original(Position place) const;
};

/// Joins the pairs in the double quotes of a YAML text. A half without its other half goes to `diagnostics`.
[[nodiscard]] JoinedText join_surrogates(std::string_view text, std::uint32_t text_index, std::vector<Diagnostic>& diagnostics);

}  // namespace weir::config
