#pragma once

#include <cstddef>

#include <weir/stages/matrix.hpp>

namespace weir::stages {

/// The number of rows in which BLAS is handed a product: row 0 to this, and so on; the last stripe may be shorter. At least 1.
///
/// It goes by the shape of the product alone. BLAS rounds a row by the shape of the call that computes it (OpenBLAS has other code for
/// small and for thin products, and other code again for what its widest step leaves over at the end), so a product has the same bits
/// wherever it is cut between stripes, on however many cores. A stripe is high enough that packing the right factor again for each one
/// costs little, low enough that a large product has some tens of them, and takes no more than about 32 MiB with its result.
[[nodiscard]] std::size_t stripe_rows(std::size_t rows, std::size_t inner, std::size_t cols, ElementType type);

}  // namespace weir::stages
