#include "matrix/serial_blas.hpp"

#include <dlfcn.h>
#include <gnu/lib-names.h>

#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "system/address_space.hpp"

namespace weir::stages {

namespace {

/// A library of the namespace: closed again when something is wrong with it.
struct Close {
  void operator()(void* library) const noexcept { ::dlclose(library); }
};
using Library = std::unique_ptr<void, Close>;

Error unusable(const char* path, const std::string& why) {
  return Error(fmt::format(
      "matrix.multiply needs OpenBLAS built with POSIX threads, and {} {}; on Debian: apt install libopenblas0-pthread", path, why));
}

// The linker's own message reads as if the library were damaged.
constexpr std::size_t kLoaded = 64 << 20;

Library load(Lmid_t space, const char* path) {
  Library library(::dlmopen(space, path, RTLD_NOW | RTLD_LOCAL));
  if (library) return library;
  const std::string why = ::dlerror();
  if (has_room_for(kLoaded)) throw unusable(path, fmt::format("cannot be loaded: {}", why));
  throw Error(fmt::format("there is not enough memory to load OpenBLAS{}: it takes some {} of address space; raise the limit ({})",
                          address_space_limit(), memory_size(kLoaded), why));
}

template <class Function>
Function symbol(const Library& library, const char* path, const char* name) {
  void* address = ::dlsym(library.get(), name);
  if (address == nullptr) throw unusable(path, fmt::format("has no {}", name));
  return reinterpret_cast<Function>(address);
}

// What OpenBLAS reads of the environment, and may go on reading: the choice of its code for the processor.
constexpr const char* kHandedOn[] = {"OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "OPENBLAS_VERBOSE"};

// The namespace's own C library, with an environment of its own, which asks for one thread. At first its `environ` is the program's array:
// clearenv lets go of it, so that setenv then writes to a new one.
Library load_c_library() {
  Library c = load(LM_ID_NEWLM, LIBC_SO);
  const auto value_of = symbol<decltype(&::getenv)>(c, LIBC_SO, "getenv");
  const auto set = symbol<decltype(&::setenv)>(c, LIBC_SO, "setenv");
  std::vector<std::pair<const char*, std::string>> kept;
  for (const char* name : kHandedOn)
    if (const char* value = value_of(name)) kept.emplace_back(name, value);
  symbol<decltype(&::clearenv)>(c, LIBC_SO, "clearenv")();
  kept.emplace_back("OPENBLAS_NUM_THREADS", "1");
  for (const auto& [name, value] : kept)
    if (set(name, value.c_str(), 1) != 0) throw std::bad_alloc();
  return c;
}

Lmid_t space_of(const Library& library) {
  Lmid_t space = LM_ID_BASE;
  if (::dlinfo(library.get(), RTLD_DI_LMID, &space) != 0) throw unusable(LIBC_SO, fmt::format("is in no namespace: {}", ::dlerror()));
  return space;
}

}  // namespace

const SerialBlas& SerialBlas::instance() {
  // Never destroyed: a run may still be going when the program's own objects go.
  static const SerialBlas& blas = *new SerialBlas(WEIR_OPENBLAS);
  return blas;
}

SerialBlas::SerialBlas(const char* path) {
  constexpr int kPosixThreads = 1;  // as openblas_get_parallel has it
  Library c = load_c_library();
  Library blas = load(space_of(c), path);
  if (symbol<int (*)()>(blas, path, "openblas_get_parallel")() != kPosixThreads) throw unusable(path, "is not");
  sgemm_ = symbol<Gemm<float>>(blas, path, "cblas_sgemm");
  dgemm_ = symbol<Gemm<double>>(blas, path, "cblas_dgemm");
  buffers_ = std::make_unique<BlasBuffers>(symbol<BlasBuffers::Allocate>(blas, path, "blas_memory_alloc"),
                                           symbol<BlasBuffers::Release>(blas, path, "blas_memory_free"));
  std::ignore = blas.release();  // they stay loaded
  std::ignore = c.release();
}

template <class T>
void SerialBlas::call(Gemm<T> gemm, BlasOperand<T> a, BlasOperand<T> b, T* c, std::size_t rows, std::size_t inner, std::size_t cols) const {
  constexpr int kRowMajor = 101;
  constexpr int kAsIs = 111;
  constexpr int kTransposed = 112;
  const auto transpose = [](const BlasOperand<T>& operand) { return operand.transposed ? kTransposed : kAsIs; };
  const auto narrow = [](std::size_t number) { return static_cast<int>(number); };
  buffers_->enter();
  gemm(kRowMajor, transpose(a), transpose(b), narrow(rows), narrow(cols), narrow(inner), T{1}, a.elements, narrow(a.stride), b.elements,
       narrow(b.stride), T{0}, c, narrow(cols));
  buffers_->leave();
}

SerialBlas::Caller::Caller(const SerialBlas& blas) : blas_(blas) {
  const std::size_t callers = ++blas_.callers_;
  try {
    blas_.buffers_->reserve(callers);
  } catch (...) {
    --blas_.callers_;
    throw;
  }
}

SerialBlas::Caller::~Caller() {
  --blas_.callers_;
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
