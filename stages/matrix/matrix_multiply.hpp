#pragma once

#include <cstddef>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/matrix.hpp>

#include "matrix/serial_blas.hpp"

namespace weir::stages {

/// Computes the block's rows of the product, one after the other in C's order, on the calling thread alone, stripe by stripe
/// (`stripe_rows`). Requires room for `block.rows` rows of `block.b->cols()` elements at `rows`; what was there is not read.
void multiply_block(const SerialBlas& blas, const MatrixBlock& block, std::byte* rows);

/// Multiplies a block of rows by the whole right factor, on the calling thread alone.
class MatrixMultiply final : public Transform<MatrixBlock, ResultBlock> {
 public:
  struct Params {};
  static void describe(Description<Params>& d);

  /// Throws `Error` when the BLAS is not installed, or there is not enough memory for its buffers.
  explicit MatrixMultiply(const Params& params);

  void process(std::span<MatrixBlock> blocks, Output<ResultBlock>& out) override;

 private:
  const SerialBlas& blas_;
  SerialBlas::Caller caller_;
};

}  // namespace weir::stages
