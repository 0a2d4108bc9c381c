#include "matrix/matrix_multiply.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "matrix/blas_buffers.hpp"
#include "matrix/stripes.hpp"

namespace weir::stages {

namespace {

template <class T>
BlasOperand<T> operand(const Matrix& matrix, std::size_t row) {
  const bool transposed = matrix.order() == ElementOrder::columns;
  const std::size_t offset = transposed ? row : row * matrix.stride();
  return {matrix.elements<T>().data() + offset, matrix.stride(), transposed};
}

template <class T>
void multiply(const SerialBlas& blas, const MatrixBlock& block, std::byte* rows) {
  T* const elements = reinterpret_cast<T*>(rows);
  const std::size_t inner = block.b->rows(), cols = block.b->cols();
  if (block.rows == 0 || cols == 0) return;
  if (inner == 0) {  // BLAS asks for strides of at least 1
    std::fill_n(elements, block.rows * cols, T{0});
    return;
  }
  const std::size_t height = stripe_rows(block.total_rows, inner, cols, block.a->type());
  for (std::size_t row = 0, count = 0; row < block.rows; row += count) {
    count = std::min(height - (block.first_row + row) % height, block.rows - row);
    blas.multiply(operand<T>(*block.a, block.a_row + row), operand<T>(*block.b, 0), elements + row * cols, count, inner, cols);
  }
}

std::shared_ptr<Matrix> result_of(const MatrixBlock& block) {
  try {
    return std::make_shared<Matrix>(block.a->type(), block.rows, block.b->cols());
  } catch (const Error& error) {
    throw Error(
        fmt::format("{} rows of the product, from row {}: {}; fewer replicas, a smaller queue_depth or smaller blocks hold less at once",
                    block.rows, block.first_row, error.what()));
  }
}

}  // namespace

void multiply_block(const SerialBlas& blas, const MatrixBlock& block, std::byte* rows) {
  if (block.a->type() == ElementType::f32)
    multiply<float>(blas, block, rows);
  else
    multiply<double>(blas, block, rows);
}

void MatrixMultiply::describe(Description<Params>& d) {
  d.summary("Multiplies blocks of rows by the right factor, with BLAS.");
  d.details(
      "Each replica computes on its own thread only: replicas, not BLAS, are what runs in parallel. The BLAS is a copy of OpenBLAS "
      "(Debian: libopenblas0-pthread), told to use one thread, that the rest of the program does not see; a BLAS that the program uses "
      "itself keeps its threads and settings.\n\n"
      "OpenBLAS picks its code for the processor when it is loaded. The environment variable OPENBLAS_CORETYPE (such as Haswell or "
      "SkylakeX) overrides the choice: products have the same bits wherever it is the same.\n\n"
      "Memory: OpenBLAS takes 128 MiB of address space for each replica, of which it touches little. When there is not so much (ulimit "
      "-v), the run ends before it begins, and says so.");
  d.example(
      "- name: product\n"
      "  kind: matrix.multiply\n"
      "  inputs: [blocks]\n"
      "  replicas: auto\n");
  d.preferred_batch_size(1);
  d.memory([](const Params&) { return StageMemory{.replica = BlasBuffers::kBufferSize}; });
}

MatrixMultiply::MatrixMultiply(const Params&) : blas_(SerialBlas::instance()), caller_(blas_) {}

void MatrixMultiply::process(std::span<MatrixBlock> blocks, Output<ResultBlock>& out) {
  for (const MatrixBlock& block : blocks) {
    auto result = result_of(block);
    multiply_block(blas_, block, result->bytes().data());
    out.push({std::move(result), block.first_row, block.total_rows});
  }
}

}  // namespace weir::stages
