#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <weir/stages/matrix.hpp>

namespace weir::stages {

enum class NpyKind { real, whole, natural, boolean };  ///< natural: unsigned

/// What the elements of a `.npy` file are in the file.
struct NpyElement {
  NpyKind kind = NpyKind::real;
  std::size_t size = sizeof(double);  ///< bytes; no more than those of the type that they are read as
  bool big_endian = false;

  friend bool operator==(const NpyElement&, const NpyElement&) = default;
};

/// Reads a NumPy type string: a code (`<f8`, `=f8`, `f8`, `>i4`, `|b1`, `d`) or a name (`float64`, `int`). Throws `Error`, without the
/// file's name, for a type that is not a number or that f64 cannot hold.
[[nodiscard]] NpyElement parse_npy_element(const std::string& descr);

/// What such elements are read as: f32 when that holds every one of them exactly and is a floating-point type already, else f64.
[[nodiscard]] ElementType element_type(const NpyElement& element);

/// An element that the matrix cannot hold exactly.
struct InexactElement {
  std::size_t index = 0;  ///< in the order of the file
  std::string value;
};

/// Turns elements as they are in the file, which are at the end of `memory`, into those of the matrix, which fill it. Stops at the first
/// that would not be exact.
[[nodiscard]] std::optional<InexactElement> convert_elements(const NpyElement& element, std::span<std::byte> memory);

}  // namespace weir::stages
