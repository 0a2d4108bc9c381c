#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include <weir/stages/matrix.hpp>

namespace weir::stages {

/// What weir needs to know of a `.npy` file that holds a matrix. The format: numpy.lib.format in NumPy's documentation, versions 1.0
/// to 3.0.
struct NpyHeader {
  ElementType type = ElementType::f64;
  ElementOrder order = ElementOrder::rows;
  std::uint64_t rows = 0;
  std::uint64_t cols = 0;
  std::uint64_t data_offset = 0;  ///< of the first element, in bytes from the start of the file

  friend bool operator==(const NpyHeader&, const NpyHeader&) = default;
};

/// The longest header text that is read. NumPy's own are below 200 bytes for a matrix; a longer claim is a damaged or hostile file.
inline constexpr std::size_t kMaxNpyHeader = 65'536;
/// How much of a file `parse_npy_header` may want to see.
inline constexpr std::size_t kNpyHeaderRoom = kMaxNpyHeader + 12;

/// Reads the header. `start` is the file's first bytes, `kNpyHeaderRoom` of them or all; `file_size` is the size of the whole file, which
/// must have room for all elements (what follows them is not looked at, as NumPy does). Only little-endian f32 and f64 in two dimensions
/// are taken. Throws `Error` with what is wrong, without the file's name.
[[nodiscard]] NpyHeader parse_npy_header(std::span<const std::byte> start, std::uint64_t file_size);

/// The header of a matrix in C's order, version 1.0, padded so that the elements are aligned to 64 bytes.
[[nodiscard]] std::string format_npy_header(ElementType type, std::uint64_t rows, std::uint64_t cols);

}  // namespace weir::stages
