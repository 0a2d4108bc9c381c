#include "matrix/product.hpp"

#include <weir/testing.hpp>

#include "matrix/matrix_multiply.hpp"

namespace weir::stages::test {

std::vector<ResultBlock> multiplied(const MatrixBlocks::Params& params) {
  MatrixBlocks source(params);
  std::vector<MatrixBlock> blocks = weir::testing::drain(source);
  MatrixMultiply multiply({});
  weir::testing::Collector<ResultBlock> out(blocks.size() + 1);
  for (MatrixBlock& block : blocks) multiply.process(std::span(&block, 1), out.output());
  return out.take();
}

}  // namespace weir::stages::test
