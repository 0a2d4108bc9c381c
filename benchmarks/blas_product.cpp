// blas_product SIZE THREADS: the product of the random matrices of seeds 1 and 2, by one call of OpenBLAS with its own threads. Prints its
// shape and the sum of its elements: the rival of `weir run configs/matmul.yaml`.

#include <cblas.h>
#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <numeric>
#include <string>
#include <vector>

#include "matrix/matrix_input.hpp"

namespace {

using namespace weir::stages;

std::shared_ptr<const Matrix> made(std::size_t size, std::uint64_t seed) {
  return open_matrix({.path = std::nullopt, .random = RandomMatrix{.rows = size, .cols = size, .seed = seed}})->read(0, size).matrix;
}

void multiply(std::size_t size, int threads) {
  const auto a = made(size, 1);
  const auto b = made(size, 2);
  std::vector<double> c(size * size);
  const int n = static_cast<int>(size);
  openblas_set_num_threads(threads);
  cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a->elements<double>().data(), n, b->elements<double>().data(), n, 0,
              c.data(), n);
  fmt::print("{0} {0} f64 {1}\n", size, std::accumulate(c.begin(), c.end(), 0.0));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: blas_product SIZE THREADS\n");
    return 2;
  }
  try {
    multiply(std::stoul(argv[1]), std::stoi(argv[2]));
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "blas_product: {}\n", error.what());
    return 1;
  }
}
