#pragma once

#include <string>
#include <string_view>

namespace weir::diagnostics {

/// How line feeds and tabs in a text are shown.
enum class Layout {
  keep,    ///< as they are: the text may take several lines
  escape,  ///< as `\n` and `\t`: the text takes one line
};

/// A text that is safe to write to a terminal: what would control the terminal, or change the order in which the rest is read, becomes an
/// escape. `\x1B` stands for a control character below U+0020, DEL, or a byte that is not UTF-8; `\u{202E}` for a control
/// character from U+0080 to U+009F, a separator of lines or paragraphs, or a control of the writing direction. All else stays as it is, so
/// the result cannot be read back. May be called from any thread.
[[nodiscard]] std::string printable(std::string_view text, Layout layout = Layout::keep);

}  // namespace weir::diagnostics
