#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// When messages have colour.
enum class ColorMode { automatic, always, never };

/// The mode of the whole command, `automatic` at first. Set it before the first message; messages may come from any thread after that.
[[nodiscard]] ColorMode& color_mode() noexcept;

/// Whether errors are to have colour: by `automatic` when stderr is a terminal that knows colour, and the variable NO_COLOR is not set or
/// empty (https://no-color.org).
[[nodiscard]] bool errors_have_color() noexcept;

/// Rendered errors with colour put in, as compilers do it: the place bold, `error:` red, the caret green. Any thread.
[[nodiscard]] std::string with_color(std::string_view errors);

}  // namespace weir::cli
