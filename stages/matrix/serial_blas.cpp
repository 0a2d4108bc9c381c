#include "matrix/serial_blas.hpp"

#include <dlfcn.h>

#include <string>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

Error unusable(const char* path, const std::string& why) {
  return Error(fmt::format("matrix.multiply needs OpenBLAS built without threads, and {} {}; on Debian: apt install libopenblas0-serial",
                           path, why));
}

void* symbol(void* library, const char* path, const char* name) {
  void* address = ::dlsym(library, name);
  if (address == nullptr) throw unusable(path, fmt::format("has no {}", name));
  return address;
}

}  // namespace

const SerialBlas& SerialBlas::instance() {
  static const SerialBlas blas(WEIR_SERIAL_BLAS);
  return blas;
}

SerialBlas::SerialBlas(const char* path) {
  // Not dlopen: the library would then take some of its own symbols from a threaded OpenBLAS of the program's.
  void* library = ::dlmopen(LM_ID_NEWLM, path, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw unusable(path, fmt::format("cannot be loaded: {}", ::dlerror()));
  try {
    const auto parallel = reinterpret_cast<int (*)()>(symbol(library, path, "openblas_get_parallel"));
    if (parallel() != 0) throw unusable(path, "has threads");
    sgemm_ = reinterpret_cast<Gemm<float>>(symbol(library, path, "cblas_sgemm"));
    dgemm_ = reinterpret_cast<Gemm<double>>(symbol(library, path, "cblas_dgemm"));
  } catch (...) {
    ::dlclose(library);
    throw;
  }
}

template <class T>
void SerialBlas::call(Gemm<T> gemm, BlasOperand<T> a, BlasOperand<T> b, T* c, std::size_t rows, std::size_t inner, std::size_t cols) {
  constexpr int kRowMajor = 101;
  constexpr int kAsIs = 111;
  constexpr int kTransposed = 112;
  const auto transpose = [](const BlasOperand<T>& operand) { return operand.transposed ? kTransposed : kAsIs; };
  const auto narrow = [](std::size_t number) { return static_cast<int>(number); };
  gemm(kRowMajor, transpose(a), transpose(b), narrow(rows), narrow(cols), narrow(inner), T{1}, a.elements, narrow(a.stride), b.elements,
       narrow(b.stride), T{0}, c, narrow(cols));
}

void SerialBlas::multiply(BlasOperand<float> a, BlasOperand<float> b, float* c, std::size_t rows, std::size_t inner,
                          std::size_t cols) const {
  call(sgemm_, a, b, c, rows, inner, cols);
}

void SerialBlas::multiply(BlasOperand<double> a, BlasOperand<double> b, double* c, std::size_t rows, std::size_t inner,
                          std::size_t cols) const {
  call(dgemm_, a, b, c, rows, inner, cols);
}

}  // namespace weir::stages
