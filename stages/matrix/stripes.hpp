#pragma once

#include <cstddef>

#include <weir/stages/matrix.hpp>

namespace weir::stages {

/// The height of the stripes of rows that a product is computed in, one GEMM call each; the last stripe may be lower. At least 1.
///
/// It depends on the shape of the product alone. How BLAS rounds a row depends on the shape of the call (OpenBLAS has other kernels for
/// small and for thin products, and for the rows that its widest micro-kernel leaves over), so a product that is cut between stripes has
/// the same bits on any number of cores. A stripe is high enough that packing the right factor again for each one costs little, low enough
/// that a large product has some tens of them, and takes at most about 32 MiB with its result.
[[nodiscard]] std::size_t stripe_rows(std::size_t rows, std::size_t inner, std::size_t cols, ElementType type);

}  // namespace weir::stages
