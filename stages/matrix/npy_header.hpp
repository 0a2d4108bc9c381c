#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>

#include <weir/stages/matrix.hpp>

#include "matrix/npy_element.hpp"

namespace weir::stages {

/// What weir needs to know of a `.npy` file that holds a matrix. The format: numpy.lib.format in NumPy's documentation, versions 1.0
/// to 3.0.
struct NpyHeader {
  ElementType type = ElementType::f64;  ///< that they are read as
  ElementOrder order = ElementOrder::rows;
  std::uint64_t rows = 0;
  std::uint64_t cols = 0;
  std::uint64_t data_offset = 0;  ///< of the first element, in bytes from the start of the file
  NpyElement stored;

  friend bool operator==(const NpyHeader&, const NpyHeader&) = default;
};

/// The longest header text that is read. NumPy's own are below 200 bytes for a matrix; a longer claim is a damaged or hostile file.
inline constexpr std::size_t kMaxNpyHeader = 65'536;
/// How much of a file `parse_npy_header` may want to see.
inline constexpr std::size_t kNpyHeaderRoom = kMaxNpyHeader + 12;

/// As much of a file as says how long its header is.
inline constexpr std::size_t kNpyPrefix = 12;
/// The size of a file that comes through a pipe.
inline constexpr std::uint64_t kEndless = std::numeric_limits<std::uint64_t>::max();

/// Where the first element is, in bytes from the start of the file, of which `start` has `kNpyPrefix` or more. Throws `Error` as
/// `parse_npy_header`.
[[nodiscard]] std::size_t npy_data_offset(std::span<const std::byte> start);

/// Reads the header. `start` is the file's first bytes, `kNpyHeaderRoom` of them or all; `file_size` is the size of the whole file, which
/// must have room for all elements (what follows them is not looked at, as NumPy does). Numbers in two dimensions are taken. Throws `Error`
/// with what is wrong, without the file's name.
[[nodiscard]] NpyHeader parse_npy_header(std::span<const std::byte> start, std::uint64_t file_size);

/// Where in a matrix's memory its elements are put as they are in the file, for `convert_read`.
[[nodiscard]] std::span<std::byte> stored_part(const NpyHeader& header, std::span<std::byte> memory);

/// Makes elements of the matrix of what was put into the `stored_part` of its memory: rows from `first_row` on, or all in Fortran's order.
/// Throws `Error`, without the file's name, for one that it cannot hold exactly.
void convert_read(const NpyHeader& header, std::span<std::byte> memory, std::uint64_t first_row);

/// The header of a matrix in C's order, version 1.0, padded so that the elements are aligned to 64 bytes.
[[nodiscard]] std::string format_npy_header(ElementType type, std::uint64_t rows, std::uint64_t cols);

}  // namespace weir::stages
