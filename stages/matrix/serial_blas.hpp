#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

#include "matrix/blas_buffers.hpp"

namespace weir::stages {

/// A matrix as BLAS sees it, in C's order.
template <class T>
struct BlasOperand {
  const T* elements;
  std::size_t stride;       ///< the leading dimension: elements from one row in memory to the next; at least 1
  bool transposed = false;  ///< the rows in memory are the columns of the matrix
};

/// OpenBLAS set to one thread and loaded into a linker namespace of its own, so that a product runs on the calling thread alone and a BLAS
/// that the program itself uses keeps its threads and settings, as does the program's environment. Its build with threads is the one whose
/// buffers have a lock, which calls from several threads at once need. Why this way: docs/decisions/0003-single-threaded-blas.md.
///
/// Threading: all members may be called from any number of threads at once.
class SerialBlas {
 public:
  /// The one instance of the process, loaded by the first call (some milliseconds) and never unloaded. Throws `Error`, saying what to
  /// install, when the library is not there or is another build; a later call tries again.
  static const SerialBlas& instance();

  /// One that will multiply, such as a replica. There are buffers for as many calls at once as there are of these, so that what is missing
  /// is known before the work begins.
  class Caller {
   public:
    /// Throws `Error` when there is not enough memory for the buffers.
    explicit Caller(const SerialBlas& blas);
    Caller(const Caller&) = delete;
    Caller& operator=(const Caller&) = delete;
    ~Caller();

   private:
    const SerialBlas& blas_;
  };

  /// Loads the library at `path`. The process has room for few of these: use `instance`.
  explicit SerialBlas(const char* path);

  /// c = a · b, with a of rows × inner, b of inner × cols and c of rows × cols, its rows one after the other. Requires all three ≥ 1 and ≤
  /// 2^31 - 1. What was in c is not read. Calls beyond the `Caller`s, of which one is always allowed, wait for each other. Throws `Error`
  /// when there is not enough memory for a buffer.
  void multiply(BlasOperand<float> a, BlasOperand<float> b, float* c, std::size_t rows, std::size_t inner, std::size_t cols) const;
  void multiply(BlasOperand<double> a, BlasOperand<double> b, double* c, std::size_t rows, std::size_t inner, std::size_t cols) const;

 private:
  // cblas_sgemm and cblas_dgemm of the reference CBLAS, whose enumerations are int.
  template <class T>
  using Gemm = void (*)(int layout, int transpose_a, int transpose_b, int m, int n, int k, T alpha, const T* a, int lda, const T* b,
                        int ldb, T beta, T* c, int ldc);

  template <class T>
  void call(Gemm<T> gemm, BlasOperand<T> a, BlasOperand<T> b, T* c, std::size_t rows, std::size_t inner, std::size_t cols) const;

  Gemm<float> sgemm_ = nullptr;
  Gemm<double> dgemm_ = nullptr;
  std::unique_ptr<BlasBuffers> buffers_;
  mutable std::atomic<std::size_t> callers_ = 0;
};

}  // namespace weir::stages
