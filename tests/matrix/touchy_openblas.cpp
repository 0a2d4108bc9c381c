#include <cstddef>
#include <cstdlib>
#include <vector>

/// A BLAS that rounds like no other: where it begins each sum depends on the shape of the call and the row in it. OpenBLAS does the
/// same, with differences that depend on the processor; here every difference of shape shows, on any of them.

namespace {

template <class T>
void gemm(bool a_transposed, bool b_transposed, int m, int n, int k, const T* a, int stride_a, const T* b, int stride_b, T* c,
          int stride_c) {
  const auto at = [](const T* matrix, int stride, bool transposed, int row, int col) {
    return transposed ? matrix[std::ptrdiff_t{col} * stride + row] : matrix[std::ptrdiff_t{row} * stride + col];
  };
  for (int i = 0; i < m; ++i) {
    for (int j = 0; j < n; ++j) {
      T sum = 0;
      for (int step = 0, from = (m * 7 + n * 3 + i) % k; step < k; ++step) {
        const int p = (from + step) % k;
        sum += at(a, stride_a, a_transposed, i, p) * at(b, stride_b, b_transposed, p, j);
      }
      c[std::ptrdiff_t{i} * stride_c + j] = sum;
    }
  }
}

constexpr int kTransposed = 112;

}  // namespace

extern "C" {

int openblas_get_parallel() {
  return 1;
}
void* blas_memory_alloc(int) {
  return std::malloc(1);
}
void blas_memory_free(void* buffer) {
  std::free(buffer);
}
void cblas_sgemm(int, int transpose_a, int transpose_b, int m, int n, int k, float, const float* a, int stride_a, const float* b,
                 int stride_b, float, float* c, int stride_c) {
  gemm(transpose_a == kTransposed, transpose_b == kTransposed, m, n, k, a, stride_a, b, stride_b, c, stride_c);
}
void cblas_dgemm(int, int transpose_a, int transpose_b, int m, int n, int k, double, const double* a, int stride_a, const double* b,
                 int stride_b, double, double* c, int stride_c) {
  gemm(transpose_a == kTransposed, transpose_b == kTransposed, m, n, k, a, stride_a, b, stride_b, c, stride_c);
}
}
