// Any bytes through the decompressor, in pieces of any size. To build and run it with Clang:
//
//     cmake -B build/fuzz -DCMAKE_CXX_COMPILER=clang++ -DWEIR_SANITIZE=address,undefined
//     cmake --build build/fuzz --target weir_compression_fuzzer
//     build/fuzz/tests/compression/weir_compression_fuzzer FOLDER_OF_COMPRESSED_FILES
//
// The first byte says how large the pieces are.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "compression/decompressor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::size_t kMost = std::size_t{1} << 22U;
  const std::size_t piece = data[0] + 1U;
  std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::array<char, 4096> room{};
  weir::stages::Decompressor decompressor;
  decompressor.begin();
  std::size_t offered = 0;
  try {
    for (std::size_t made = 0; made < kMost;) {
      offered = std::min(offered + piece, rest.size());
      const bool all = offered == rest.size();
      std::string_view in = rest.substr(0, offered);
      std::span<char> out(room.data(), piece);
      decompressor.decompress(in, out, all);
      if (all && out.size() == piece) return 0;
      made += piece - out.size();
      rest.remove_prefix(offered - in.size());
      offered = in.size();
    }
  } catch (const weir::stages::Damaged&) {
    return 0;
  }
  return 0;
}
