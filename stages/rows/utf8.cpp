#include "rows/utf8.hpp"

#include <bit>
#include <cstddef>

#include "diagnostics/utf8.hpp"
#include "words/byte_lanes.hpp"

namespace weir::stages {
namespace {

// The bytes of the character at the front, of ASCII characters several at once; 0 if it is not UTF-8.
std::size_t step(std::string_view bytes) noexcept {
  const auto byte = [bytes](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  if (bytes.size() < sizeof(lanes::Bytes)) return diagnostics::utf8_length(bytes);
  const lanes::Bytes not_ascii = lanes::load(bytes.data()) & lanes::all(0x80);
  if (not_ascii == 0) return sizeof(lanes::Bytes);
  if (byte(0) < 0x80) return static_cast<std::size_t>(std::countr_zero(not_ascii)) / 8;
  if (byte(0) >= 0xC2 && byte(0) < 0xE0 && (byte(1) & 0xC0U) == 0x80) return 2;  // the most frequent ones, without a call
  return diagnostics::utf8_length(bytes);
}

}  // namespace

std::size_t utf8_front(std::string_view bytes) noexcept {
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const std::size_t length = step(rest);
    if (length == 0) break;
    rest.remove_prefix(length);
  }
  return bytes.size() - rest.size();
}

}  // namespace weir::stages
