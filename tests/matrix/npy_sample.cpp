#include "matrix/npy_sample.hpp"

namespace weir::stages::test {

std::string npy_with_header(std::string_view header, std::string_view data, int version) {
  std::string bytes = "\x93NUMPY";
  bytes += static_cast<char>(version);
  bytes += '\0';
  const std::size_t length = header.size() + 1;
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) bytes += static_cast<char>(length >> 8 * i & 0xff);
  bytes += header;
  bytes += '\n';
  bytes += data;
  return bytes;
}

}  // namespace weir::stages::test
