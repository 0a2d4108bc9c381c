#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace weir::stages::test {

using Random = std::mt19937;

/// 0 to `limit` - 1.
inline std::size_t below(Random& random, std::size_t limit) {
  return random() % limit;
}

/// One of them.
template <class T>
const T& one_of(Random& random, const std::vector<T>& things) {
  return things[below(random, things.size())];
}

/// One after the other, at most `most`.
inline std::string joined(Random& random, const std::vector<std::string>& parts, std::size_t most) {
  std::string text;
  for (std::size_t i = below(random, most + 1); i > 0; --i) text += one_of(random, parts);
  return text;
}

/// What is behind a number of 32 bits that says how many bytes it has, the lowest byte first.
inline std::string framed(const std::string& bytes) {
  std::string frame;
  for (int i = 0; i < 4; ++i) frame += static_cast<char>(bytes.size() >> 8 * i & 0xff);
  return frame + bytes;
}

/// Takes what `framed` made off the front.
inline std::string take_frame(std::string& bytes) {
  std::size_t size = 0;
  for (int i = 0; i < 4; ++i) size |= std::size_t{static_cast<unsigned char>(bytes.at(static_cast<std::size_t>(i)))} << 8 * i;
  std::string content = bytes.substr(4, size);
  bytes.erase(0, 4 + size);
  return content;
}

}  // namespace weir::stages::test
