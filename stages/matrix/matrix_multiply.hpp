#pragma once

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/matrix.hpp>

#include "matrix/serial_blas.hpp"

namespace weir::stages {

/// Multiplies a block of rows by the whole right factor, on the calling thread alone.
class MatrixMultiply final : public Transform<MatrixBlock, ResultBlock> {
 public:
  struct Params {};
  static void describe(Description<Params>& d);

  /// Throws `Error` when the BLAS is not installed.
  explicit MatrixMultiply(const Params& params);

  void process(std::span<MatrixBlock> blocks, Output<ResultBlock>& out) override;

 private:
  const SerialBlas& blas_;
};

}  // namespace weir::stages
