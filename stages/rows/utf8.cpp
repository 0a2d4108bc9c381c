#include "rows/utf8.hpp"

#include "diagnostics/utf8.hpp"
#include "words/byte_lanes.hpp"

namespace weir::stages {
namespace {

// How many of the first bytes are ASCII, in steps of 8.
std::size_t ascii_length(std::string_view bytes) noexcept {
  std::size_t length = 0;
  while (bytes.size() - length >= sizeof(lanes::Bytes) && (lanes::load(bytes.data() + length) & lanes::all(0x80)) == 0)
    length += sizeof(lanes::Bytes);
  return length;
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    bytes.remove_prefix(ascii_length(bytes));
    if (bytes.empty()) return true;
    const std::size_t length = diagnostics::utf8_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

}  // namespace weir::stages
