#pragma once

#include <cstddef>
#include <string_view>

namespace weir::stages {

/// How many bytes at the front are characters in UTF-8: all of them, or those before the first that is not.
[[nodiscard]] std::size_t utf8_front(std::string_view bytes) noexcept;
/// Whether the bytes are characters in UTF-8, and nothing else.
[[nodiscard]] inline bool is_utf8(std::string_view bytes) noexcept {
  return utf8_front(bytes) == bytes.size();
}

}  // namespace weir::stages
