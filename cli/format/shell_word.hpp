#pragma once

#include <string>
#include <string_view>

namespace weir::cli {

/// A text in single quotes, as POSIX shells and zsh read it.
[[nodiscard]] std::string single_quoted(std::string_view text);

/// A path as one word of a shell's command line, quoted only where it has to be; one that begins with `-` does not look like an option.
[[nodiscard]] std::string shell_word(const std::string& path);

}  // namespace weir::cli
