#pragma once

#include <string_view>

namespace weir::stages {

/// Whether the bytes are characters in UTF-8, and nothing else.
[[nodiscard]] bool is_utf8(std::string_view bytes) noexcept;

}  // namespace weir::stages
