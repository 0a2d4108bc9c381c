#include "matrix/stripes.hpp"

#include <algorithm>

namespace weir::stages {

namespace {

constexpr std::size_t kSmall = 256;       // rows, columns and inner dimension: computed sooner than a second worker wakes
constexpr std::size_t kLow = 192;         // below it, packing b again costs several percent of the rows themselves
constexpr std::size_t kHigh = 576;        // above it, BLAS gains nothing more from packing b once for all of them
constexpr std::size_t kFew = 48;          // rows that stay together whatever they cost
constexpr std::size_t kMany = 720;        // rows of such work that are worth four stripes in any case
constexpr std::size_t kWork = 2'500'000;  // multiplications that are worth a stripe of their own
constexpr std::size_t kThin = 96;         // a stripe that gains more from an even share than from whole micro-kernels
constexpr std::size_t kKernelRows = 12;   // rows of the widest micro-kernel of GEMM
constexpr std::size_t kThinKernelRows = 8;
constexpr std::size_t kStripeBytes = 32 << 20;

constexpr std::size_t divided_up(std::size_t a, std::size_t b) {
  return a / b + (a % b == 0 ? 0 : 1);
}

// As many as any usual number of cores shares evenly.
constexpr std::size_t even(std::size_t stripes) {
  if (stripes >= 16) return stripes - stripes % 8;
  return stripes < 4 ? stripes : stripes - stripes % 4;
}

std::size_t stripe_count(std::size_t rows, std::size_t inner, std::size_t cols) {
  if (rows < kFew) return 1;
  const std::size_t row_work = std::max<std::size_t>(inner, 1) * std::max<std::size_t>(cols, 1);
  const std::size_t height = std::clamp(kWork / row_work, kLow, kHigh);
  return std::max<std::size_t>(even(rows / height), rows < kMany || height > kLow ? 2 : 4);
}

std::size_t rows_that_fit(std::size_t inner, std::size_t cols, ElementType type) {
  const std::size_t row_bytes = std::max<std::size_t>((inner + cols) * element_size(type), 1);
  const std::size_t most = std::max<std::size_t>(kStripeBytes / row_bytes, 1);
  return most < kKernelRows ? most : most - most % kKernelRows;
}

}  // namespace

std::size_t stripe_rows(std::size_t rows, std::size_t inner, std::size_t cols, ElementType type) {
  if (std::max({rows, inner, cols}) < kSmall) return std::max<std::size_t>(rows, 1);
  const std::size_t stripes = stripe_count(rows, inner, cols);
  std::size_t height = std::max<std::size_t>(divided_up(rows, stripes), 1);
  if (stripes > 1) {
    const std::size_t step = height < kThin ? kThinKernelRows : kKernelRows;
    height = divided_up(height, step) * step;
  }
  return std::min(height, rows_that_fit(inner, cols, type));
}

}  // namespace weir::stages
