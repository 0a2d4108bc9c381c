#include "matrix/npy_sample.hpp"

#include <fstream>
#include <stdexcept>

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

void write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace weir::stages::test
