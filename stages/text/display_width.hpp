#pragma once

#include <cstddef>
#include <string_view>

namespace weir::stages {

/// How many columns of a terminal a text takes. Bytes that are not UTF-8 take what U+FFFD takes, one.
[[nodiscard]] std::size_t display_width(std::string_view text) noexcept;

/// The longest prefix of the text that fits in `columns` columns of a terminal.
[[nodiscard]] std::string_view fit_width(std::string_view text, std::size_t columns) noexcept;

}  // namespace weir::stages
