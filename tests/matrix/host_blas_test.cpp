#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "catch.hpp"
#include "matrix/serial_blas.hpp"

// The program's own BLAS, linked as any program links it.
extern "C" {
int openblas_get_num_threads();
void openblas_set_num_threads(int threads);
int openblas_get_parallel();
void cblas_dgemm(int layout, int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double* a, int stride_a,
                 const double* b, int stride_b, double beta, double* c, int stride_c);
}

using weir::stages::SerialBlas;

namespace {

constexpr std::size_t kSize = 160;

std::vector<double> numbers(unsigned seed) {
  std::vector<double> elements(kSize * kSize);
  for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = static_cast<double>((i * 7 + seed * 13 + i / 11) % 17);
  return elements;
}

std::vector<double> naive_product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> c(kSize * kSize);
  for (std::size_t i = 0; i < kSize; ++i) {
    for (std::size_t k = 0; k < kSize; ++k) {
      for (std::size_t j = 0; j < kSize; ++j) c[i * kSize + j] += a[i * kSize + k] * b[k * kSize + j];
    }
  }
  return c;
}

void host_product(const std::vector<double>& a, const std::vector<double>& b, std::vector<double>& c) {
  const int n = kSize;
  cblas_dgemm(101, 111, 111, n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
}

void weir_product(const std::vector<double>& a, const std::vector<double>& b, std::vector<double>& c) {
  SerialBlas::instance().multiply({a.data(), kSize}, {b.data(), kSize}, c.data(), kSize, kSize, kSize);
}

std::vector<std::string> environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

std::size_t threads_of_this_process() {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}));
}

}  // namespace

TEST_CASE("A threaded BLAS of the program keeps its threads, whatever weir multiplies") {
  REQUIRE(openblas_get_parallel() != 0);  // else there would be nothing to keep
  for (const int threads : {2, 3}) {
    openblas_set_num_threads(threads);
    const auto a = numbers(1), b = numbers(2);
    std::vector<double> c(kSize * kSize);
    weir_product(a, b, c);
    CHECK(c == naive_product(a, b));
    CHECK(openblas_get_num_threads() == threads);
    CHECK(openblas_get_parallel() != 0);
  }
}

TEST_CASE("Weir's products and the program's own are right when they run at the same time") {
  openblas_set_num_threads(2);
  const auto b = numbers(2);
  std::atomic<int> wrong = 0;
  const auto repeat = [&](auto multiply, unsigned seed) {
    const auto a = numbers(seed), expected = naive_product(a, b);
    std::vector<double> c(kSize * kSize);
    for (int round = 0; round < 40; ++round) {
      multiply(a, b, c);
      if (c != expected) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (unsigned seed = 0; seed < 4; ++seed) threads.emplace_back(repeat, weir_product, seed);
  threads.emplace_back(repeat, host_product, 5);
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(openblas_get_num_threads() == 2);
}

TEST_CASE("The program's environment stays as it is, and its number of threads is not weir's") {
  for (const char* name : {"OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OMP_NUM_THREADS"}) REQUIRE(::setenv(name, "3", 1) == 0);
  char** const array = environ;
  const std::vector<std::string> before = environment();
  const auto threads = threads_of_this_process();
  const SerialBlas blas(WEIR_OPENBLAS);
  const auto a = numbers(1), b = numbers(2);
  std::vector<double> c(kSize * kSize);
  blas.multiply({a.data(), kSize}, {b.data(), kSize}, c.data(), kSize, kSize, kSize);
  CHECK(c == naive_product(a, b));
  CHECK(environ == array);
  CHECK(environment() == before);
  CHECK(threads_of_this_process() == threads);
}
