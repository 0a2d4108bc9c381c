#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// When messages are coloured.
enum class ColorMode { automatic, always, never };

/// The mode of the whole command, initially `automatic`. Set it before the first message; after that any thread may read it.
[[nodiscard]] ColorMode& color_mode() noexcept;

/// Whether errors are coloured. With `automatic` they are when stderr is a terminal that supports colour and the variable NO_COLOR is unset
/// or empty (https://no-color.org).
[[nodiscard]] bool errors_have_color() noexcept;

/// Adds colour to rendered errors as compilers do: the position bold, `error:` red, the caret green. Any thread.
[[nodiscard]] std::string with_color(std::string_view errors);

}  // namespace weir::cli
