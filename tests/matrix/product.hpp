#pragma once

#include <filesystem>
#include <random>
#include <vector>

#include "matrix/matrix_blocks.hpp"
#include "matrix/npy_sample.hpp"
#include "system/temporary_folder.hpp"

namespace weir::stages::test {

/// A matrix in C's order, in the simplest form.
template <class T>
struct Plain {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<T> elements = std::vector<T>(rows * cols);

  T& at(std::size_t row, std::size_t col) { return elements[row * cols + col]; }
  const T& at(std::size_t row, std::size_t col) const { return elements[row * cols + col]; }
};

/// Whole numbers from -9 to 9: products of them are exact as long as sums stay below 2^24.
template <class T>
Plain<T> whole_numbers(std::size_t rows, std::size_t cols, unsigned seed) {
  std::minstd_rand random(seed);
  Plain<T> matrix{rows, cols};
  for (T& element : matrix.elements) element = static_cast<T>(static_cast<int>(random() % 19) - 9);
  return matrix;
}

/// The oracle: three loops, in the precision of `Sum`.
template <class Sum, class T>
Plain<Sum> naive_product(const Plain<T>& a, const Plain<T>& b) {
  Plain<Sum> c{a.rows, b.cols};
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.cols; ++k) {
      for (std::size_t j = 0; j < b.cols; ++j) c.at(i, j) += static_cast<Sum>(a.at(i, k)) * static_cast<Sum>(b.at(k, j));
    }
  }
  return c;
}

/// Writes the matrix to a file, in either order.
template <class T>
MatrixOrigin stored(const std::filesystem::path& path, const Plain<T>& matrix, ElementOrder order = ElementOrder::rows) {
  std::vector<T> elements = matrix.elements;
  if (order == ElementOrder::columns) {
    elements.clear();
    for (std::size_t col = 0; col < matrix.cols; ++col) {
      for (std::size_t row = 0; row < matrix.rows; ++row) elements.push_back(matrix.at(row, col));
    }
  }
  write_file(path, npy_bytes(matrix.rows, matrix.cols, elements, order));
  return {path, std::nullopt};
}

/// What matrix.blocks and one replica of matrix.multiply make of the params.
std::vector<ResultBlock> multiplied(const MatrixBlocks::Params& params);

/// Puts the blocks together. Requires them in order and of `T`.
template <class T>
Plain<T> joined(const std::vector<ResultBlock>& blocks) {
  Plain<T> whole{blocks.at(0).total_rows, blocks.at(0).values->cols()};
  whole.elements.clear();
  for (const ResultBlock& block : blocks) {
    const auto part = block.values->elements<T>();
    whole.elements.insert(whole.elements.end(), part.begin(), part.end());
  }
  return whole;
}

}  // namespace weir::stages::test
