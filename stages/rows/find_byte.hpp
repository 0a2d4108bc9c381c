#pragma once

#include <cstddef>
#include <cstring>

namespace weir::stages {

/// Where the byte first is in [`begin`, `end`); `end` when it is not there.
inline const char* find_byte(const char* begin, const char* end, char byte) noexcept {
  const void* found = begin == end ? nullptr : std::memchr(begin, byte, static_cast<std::size_t>(end - begin));
  return found == nullptr ? end : static_cast<const char*>(found);
}

}  // namespace weir::stages
