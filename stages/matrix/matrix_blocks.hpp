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

  /// Opens both factors. Throws `Error` when they do not fit each other.
  explicit MatrixBlocks(const Params& params);

  /// There is always at least one block, so that the shape of a product without rows reaches the end.
  bool produce(Output<MatrixBlock>& out) override;
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  MatrixBlock next_block();

  std::unique_ptr<MatrixInput> a_;
  std::unique_ptr<MatrixInput> b_;
  std::shared_ptr<const Matrix> whole_b_;  // from the first block on
  std::size_t block_rows_;
  std::size_t next_row_ = 0;
  bool done_ = false;
};

/// The rows of a block when the file leaves them to weir: all, when no dimension reaches the threshold; else so many that each core gets
/// the same number of blocks, as large as pays, and none takes more than about 32 MiB with its result. Requires `cores` ≥ 1.
[[nodiscard]] std::size_t automatic_block_rows(std::size_t rows, std::size_t inner, std::size_t cols, ElementType type,
                                               std::uint64_t threshold, std::size_t cores);

}  // namespace weir::stages
