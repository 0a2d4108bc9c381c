#include "register.hpp"

#include "matrix/matrix_blocks.hpp"
#include "matrix/matrix_checksum.hpp"
#include "matrix/matrix_multiply.hpp"
#include "matrix/matrix_write.hpp"

namespace weir::stages {

void register_matrix(Registry& registry) {
  registry.add<MatrixBlocks>("matrix.blocks");
  registry.add<MatrixMultiply>("matrix.multiply");
  registry.add<MatrixWrite>("matrix.write");
  registry.add<MatrixChecksum>("matrix.checksum");
}

}  // namespace weir::stages
