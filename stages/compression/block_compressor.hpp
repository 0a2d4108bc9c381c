#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "compression/compression.hpp"

namespace weir::stages {

/// How hard compression tries: the numbers that its program takes.
struct Levels {
  int lowest;
  int highest;
  int usual;
};

/// Requires: not `none`.
[[nodiscard]] Levels levels_of(Compression compression) noexcept;

/// How many bytes make a member. Each can be compressed by a thread of its own, and no member refers to another, which costs some per cent
/// in size: less, the larger they are. Requires: not `none`.
[[nodiscard]] std::size_t block_size_of(Compression compression) noexcept;

/// The bytes as one whole member, with a checksum: the same for the same bytes, anywhere. Requires: not `none`, a level that there is, and
/// no more bytes than 1 GiB. Throws `std::bad_alloc`. Any number of threads.
[[nodiscard]] std::string compressed(Compression compression, int level, std::string_view bytes);

}  // namespace weir::stages
