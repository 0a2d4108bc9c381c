// The product of two matrices of 100 x 100, beside cblas_dgemm of the same library called directly: one in a run, and a stream of them.

#include <dlfcn.h>

#include "matrix/matrix_blocks.hpp"
#include "matrix/matrix_multiply.hpp"
#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace stages;

using Elements = std::vector<double>;
constexpr std::size_t kSize = 100;
constexpr std::uint64_t kProducts = 1000;

MatrixOrigin factor(std::uint64_t seed) {
  return {.path = std::nullopt, .random = RandomMatrix{.rows = kSize, .cols = kSize, .seed = seed}};
}

std::shared_ptr<const Matrix> made(std::uint64_t seed) {
  return open_matrix(factor(seed))->read(0, kSize).matrix;
}

Elements elements(const Matrix& matrix) {
  const auto all = matrix.elements<double>();
  return {all.begin(), all.end()};
}

// OpenBLAS with one thread, as a program that links it calls it.
class DirectBlas {
 public:
  DirectBlas() {
    void* library = ::dlopen(WEIR_OPENBLAS, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(::dlerror());
    dgemm_ = symbol<Gemm>(library, "cblas_dgemm");
    symbol<void (*)(int)>(library, "openblas_set_num_threads")(1);
  }
  void multiply(const Matrix& a, const Matrix& b, Elements& c) const {
    constexpr int kRowMajor = 101;
    constexpr int kAsIs = 111;
    constexpr int n = kSize;
    dgemm_(kRowMajor, kAsIs, kAsIs, n, n, n, 1, a.elements<double>().data(), n, b.elements<double>().data(), n, 0, c.data(), n);
  }

 private:
  using Gemm = void (*)(int, int, int, int, int, int, double, const double*, int, const double*, int, double, double*, int);

  template <class Function>
  static Function symbol(void* library, const char* name) {
    void* address = ::dlsym(library, name);
    if (address == nullptr) throw std::runtime_error(::dlerror());
    return reinterpret_cast<Function>(address);
  }

  Gemm dgemm_ = nullptr;
};

Elements one(std::size_t workers) {
  Elements result;
  const MatrixBlocks::Params params{.a = factor(1), .b = factor(2), .block_rows = std::nullopt, .threshold = 1000};
  const auto keep = [&result](const ResultBlock& block) { result = elements(*block.values); };
  Pipeline(PlanBuilder(workers)
               .stage("blocks", {}, [params] { return std::make_unique<MatrixBlocks>(params); })
               .stage("product", {.inputs = {"blocks"}, .replicas = workers}, stage<MatrixMultiply>(MatrixMultiply::Params{}))
               .stage("keep", {.inputs = {"product"}}, for_each<ResultBlock>(keep))
               .plan())
      .run();
  return result;
}

Elements one_directly(const DirectBlas& blas) {
  Elements result(kSize * kSize);
  blas.multiply(*made(1), *made(2), result);
  return result;
}

Elements stream(std::size_t workers, const std::shared_ptr<const Matrix>& a, const std::shared_ptr<const Matrix>& b) {
  std::shared_ptr<const Matrix> last;
  const auto block = [a, b](std::uint64_t) { return MatrixBlock{a, 0, kSize, b, 0, kSize}; };
  Pipeline(PlanBuilder(workers)
               .stage("numbers", {}, [] { return std::make_unique<Naturals>(kProducts); })
               .stage("blocks", {.inputs = {"numbers"}}, mapped(block))
               .stage("product", {.inputs = {"blocks"}, .replicas = workers}, stage<MatrixMultiply>(MatrixMultiply::Params{}))
               .stage("keep", {.inputs = {"product"}}, for_each<ResultBlock>([&last](const ResultBlock& item) { last = item.values; }))
               .plan())
      .run();
  return elements(*last);
}

Elements stream_directly(const DirectBlas& blas, const Matrix& a, const Matrix& b) {
  Elements result(kSize * kSize);
  for (std::uint64_t i = 0; i < kProducts; ++i) blas.multiply(a, b, result);
  return result;
}

}  // namespace

void add_product(std::size_t workers) {
  const DirectBlas blas;
  const auto a = made(1);
  const auto b = made(2);
  compare<Elements>({"a 100x100 product"},
                    {{"weir", [workers] { return one(workers); }}, {"cblas_dgemm, one thread", [blas] { return one_directly(blas); }}});
  compare<Elements>({"1000 products of 100x100", "product", kProducts},
                    {{"weir", [workers, a, b] { return stream(workers, a, b); }},
                     {"cblas_dgemm, one thread", [blas, a, b] { return stream_directly(blas, *a, *b); }}});
}

}  // namespace weir::bench
