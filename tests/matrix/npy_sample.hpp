#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <weir/stages/matrix.hpp>

namespace weir::stages::test {

/// The bytes of a `.npy` file with any text for a header, valid or not.
std::string npy_with_header(std::string_view header, std::string_view data = "", int version = 1);

/// The bytes of a valid `.npy` file, made without weir's writer. `elements` are in the order in which they lie in the file.
template <class T>
std::string npy_bytes(std::size_t rows, std::size_t cols, const std::vector<T>& elements, ElementOrder order = ElementOrder::rows) {
  const std::string header = std::string("{'descr': '") + (sizeof(T) == 4 ? "<f4" : "<f8") +
                             "', 'fortran_order': " + (order == ElementOrder::columns ? "True" : "False") + ", 'shape': (" +
                             std::to_string(rows) + ", " + std::to_string(cols) + "), }";
  return npy_with_header(header, {reinterpret_cast<const char*>(elements.data()), elements.size() * sizeof(T)});
}

}  // namespace weir::stages::test
