#pragma once

#include <string>
#include <string_view>

namespace weir::diagnostics {

/// What becomes of line feeds and tabs in a text that is shown.
enum class Layout {
  keep,    ///< they lay the text out: several lines of it may be shown
  escape,  ///< they come out as `\n` and `\t`: the text is shown within one line
};

/// A text as it may go to a terminal, whatever it holds: what would act on the terminal, or change the order in which the rest is read,
/// comes out as an escape. `\x1B` stands for a control character below U+0020, DEL, or a byte that is not UTF-8; `\u{202E}` for a control
/// character from U+0080 to U+009F, a separator of lines or paragraphs, or a control of the writing direction. All else stays as it is, so
/// the text is not to be read back. May be called from any thread.
[[nodiscard]] std::string printable(std::string_view text, Layout layout = Layout::keep);

/// The same for the one character at the front of `text`, which is not empty; its bytes are taken off `text`.
[[nodiscard]] std::string take_printable(std::string_view& text, Layout layout = Layout::keep);

}  // namespace weir::diagnostics
