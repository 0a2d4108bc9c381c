#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "matrix/matrix_input.hpp"

namespace weir::stages {

/// Cuts the product of two matrices into blocks of rows.
class MatrixBlocks final : public Source<MatrixBlock> {
 public:
  struct Params {
    MatrixOrigin a;
    MatrixOrigin b;
    std::optional<std::uint64_t> block_rows;
    std::uint64_t threshold = 1000;
  };
  static void describe(Description<Params>& d);

  /// Opens both factors. Throws `Error` when they do not fit each other; of pipes, the first `produce` that knows it does.
  explicit MatrixBlocks(const Params& params);

  /// There is always at least one block, so that the shape of a product without rows reaches the end.
  Next produce(Output<MatrixBlock>& out) override;
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  [[nodiscard]] bool begin();
  [[nodiscard]] std::optional<MatrixBlock> next_block();

  std::unique_ptr<MatrixInput> a_;
  std::unique_ptr<MatrixInput> b_;
  std::shared_ptr<const Matrix> whole_b_;  // from the first block on
  Params params_;
  std::size_t block_rows_ = 0;  // 0: the shapes are not known yet
  std::size_t next_row_ = 0;
  bool done_ = false;
};

}  // namespace weir::stages
