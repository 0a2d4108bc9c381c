// Products of matrices that are in memory, beside OpenBLAS called directly: one large product on all threads, and streams of small ones.

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>

#include <weir/processor.hpp>

#include "matrix/matrix_multiply.hpp"
#include "matrix/stripes.hpp"
#include "streams.hpp"
#include "suite.hpp"

namespace weir::bench {

namespace {

using namespace stages;

using SharedMatrix = std::shared_ptr<const Matrix>;

// A product, in any number of blocks of rows. Every element is compared, after the time is taken.
struct Product {
  std::vector<ResultBlock> blocks;

  friend bool operator==(const Product& a, const Product& b) { return a.joined() == b.joined(); }

 private:
  [[nodiscard]] std::vector<std::byte> joined() const {
    std::vector<std::byte> whole;
    for (const ResultBlock& block : blocks) {
      const std::size_t offset = block.first_row * block.values->cols() * element_size(block.values->type());
      const auto bytes = block.values->bytes();
      if (whole.size() < offset + bytes.size()) whole.resize(offset + bytes.size());
      std::memcpy(whole.data() + offset, bytes.data(), bytes.size());
    }
    return whole;
  }
};

// Whole numbers: a product is exact, so it is the same in any order of additions. (A sum that began with 0 is never -0.)
template <class T>
SharedMatrix made(std::size_t rows, std::size_t cols, std::uint64_t seed) {
  auto matrix = std::make_shared<Matrix>(element_type_of<T>(), rows, cols);
  for (T& element : matrix->template elements<T>()) {
    seed = seed * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    element = static_cast<T>(static_cast<int>((seed >> 33) % 15) - 7);
  }
  return matrix;
}

// OpenBLAS with its own threads, as a program that links it calls it.
class DirectBlas {
 public:
  DirectBlas() {
    // Otherwise its threads would go on spinning for 26 ms after a call, beside the next contender; 0.4 ms keeps them ready for the next
    // call.
    ::setenv("OPENBLAS_THREAD_TIMEOUT", "20", 0);
    library_ = ::dlopen(WEIR_OPENBLAS, RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) throw std::runtime_error(::dlerror());
  }

  template <class T>
  void multiply(std::size_t threads, const Matrix& a, const Matrix& b, Matrix& c) const {
    constexpr int kRowMajor = 101;
    constexpr int kAsIs = 111;
    const auto size = [](std::size_t number) { return static_cast<int>(number); };
    symbol<void (*)(int)>("openblas_set_num_threads")(size(threads));
    symbol<Gemm<T>>(sizeof(T) == sizeof(float) ? "cblas_sgemm" : "cblas_dgemm")(
        kRowMajor, kAsIs, kAsIs, size(a.rows()), size(b.cols()), size(b.rows()), 1, a.elements<T>().data(), size(a.cols()),
        b.elements<T>().data(), size(b.cols()), 0, c.elements<T>().data(), size(b.cols()));
  }

 private:
  template <class T>
  using Gemm = void (*)(int, int, int, int, int, int, T, const T*, int, const T*, int, T, T*, int);

  template <class Function>
  [[nodiscard]] Function symbol(const char* name) const {
    void* address = ::dlsym(library_, name);
    if (address == nullptr) throw std::runtime_error(::dlerror());
    return reinterpret_cast<Function>(address);
  }

  void* library_ = nullptr;
};

// Blocks of rows of a factor in memory, cut as matrix.blocks with `threshold: 0` cuts them.
class BlocksInMemory final : public Source<MatrixBlock> {
 public:
  BlocksInMemory(SharedMatrix a, SharedMatrix b)
      : a_(std::move(a)), b_(std::move(b)), block_rows_(stripe_rows(a_->rows(), a_->cols(), b_->cols(), a_->type())) {}

  Next produce(Output<MatrixBlock>& out) override {
    while (next_ < a_->rows() && !out.full()) {
      const std::size_t rows = std::min(block_rows_, a_->rows() - next_);
      out.push({a_, next_, rows, b_, next_, a_->rows()});
      next_ += rows;
    }
    return next_ < a_->rows() ? Next::again : Next::done;
  }

 private:
  SharedMatrix a_;
  SharedMatrix b_;
  std::size_t block_rows_;
  std::size_t next_ = 0;
};

auto multiplied() {
  return stage<MatrixMultiply>(MatrixMultiply::Params{});
}

Product in_a_pipeline(std::size_t workers, const SharedMatrix& a, const SharedMatrix& b) {
  Product product;
  Pipeline(PlanBuilder(workers)
               .stage("blocks", {}, [&] { return std::make_unique<BlocksInMemory>(a, b); })
               .stage("product", {.inputs = {"blocks"}, .replicas = workers}, multiplied())
               .stage("keep", {.inputs = {"product"}},
                      for_each<ResultBlock>([&product](const ResultBlock& block) { product.blocks.push_back(block); }))
               .plan())
      .run();
  return product;
}

Product whole(SharedMatrix values) {
  const std::size_t rows = values->rows();
  return {{{std::move(values), 0, rows}}};
}

template <class T>
void add_shape(const std::string& name, std::size_t workers, const DirectBlas& blas, std::size_t rows, std::size_t inner,
               std::size_t cols) {
  const auto a = made<T>(rows, inner, 1), b = made<T>(inner, cols, 2);
  const auto processor = std::make_shared<Processor>(ProcessorOptions{.workers = Count{workers}});
  // Into new memory, as weir does: the pages of a large result cost more than many products.
  const auto directly = [=] {
    const auto c = std::make_shared<Matrix>(element_type_of<T>(), rows, cols);
    blas.multiply<T>(workers, *a, *b, *c);
    return whole(c);
  };
  compare<Product>({name}, {{"weir", [=] { return in_a_pipeline(workers, a, b); }},
                            {"OpenBLAS with its own threads", directly, 1 / 0.97},
                            {"Processor::multiply", [=] { return whole(std::make_shared<const Matrix>(processor->multiply(*a, *b))); }}});
}

void add_large(std::size_t workers, const DirectBlas& blas) {
  for (const std::size_t size : {1000u, 2000u, 4000u}) {
    add_shape<double>(fmt::format("f64 product of {0}x{0}", size), workers, blas, size, size, size);
    add_shape<float>(fmt::format("f32 product of {0}x{0}", size), workers, blas, size, size, size);
  }
  add_shape<double>("100000x64 by 64x64", workers, blas, 100'000, 64, 64);
  add_shape<double>("64x64 by 64x100000", workers, blas, 64, 64, 100'000);
  add_shape<double>("64x100000 by 100000x64", workers, blas, 64, 100'000, 64);
  add_shape<double>("1000x1 by 1x1000", workers, blas, 1000, 1, 1000);
  add_shape<double>("777x333 by 333x555", workers, blas, 777, 333, 555);
}

// The same product again and again.
class Repeated final : public Source<MatrixBlock> {
 public:
  Repeated(MatrixBlock block, std::uint64_t count) : block_(std::move(block)), left_(count) {}
  Next produce(Output<MatrixBlock>& out) override {
    for (; left_ > 0 && !out.full(); --left_) out.push(block_);
    return left_ > 0 ? Next::again : Next::done;
  }

 private:
  MatrixBlock block_;
  std::uint64_t left_;
};

Product stream(std::size_t workers, std::uint64_t products, const SharedMatrix& a, const SharedMatrix& b) {
  constexpr std::size_t kBatch = 8;
  Product last{{{}}};
  const MatrixBlock block{a, 0, a->rows(), b, 0, a->rows()};
  const auto keep = [&last](ResultBlock& item) { last.blocks.front() = std::move(item); };
  Pipeline(PlanBuilder(workers)
               .stage("blocks", {}, [&] { return std::make_unique<Repeated>(block, products); })
               .stage("product", {.inputs = {"blocks"}, .replicas = workers, .batch_size = kBatch, .queue_depth = 8}, multiplied())
               .stage("keep", {.inputs = {"product"}, .batch_size = kBatch, .queue_depth = 8}, for_each<ResultBlock>(keep))
               .plan())
      .run();
  return last;
}

void add_stream(std::size_t workers, const DirectBlas& blas, std::size_t size, std::uint64_t products, Case what, double goal) {
  const auto a = made<double>(size, size, 1), b = made<double>(size, size, 2);
  const auto c = std::make_shared<Matrix>(ElementType::f64, size, size);
  const auto directly = [=] {
    for (std::uint64_t i = 0; i < products; ++i) blas.multiply<double>(1, *a, *b, *c);
    return whole(c);
  };
  what.part = "product";
  what.parts = static_cast<double>(products);
  compare<Product>(what, {{"weir", [=] { return stream(workers, products, a, b); }}, {"cblas_dgemm, one thread", directly, goal}});
}

}  // namespace

void add_product(std::size_t workers) {
  const DirectBlas blas;
  add_large(workers, blas);
  add_stream(workers, blas, 100, 1000, {.name = "1000 products of 100x100", .goal = 1e-4}, 1);
  add_stream(workers, blas, 64, 10'000, {.name = "10000 products of 64x64"}, 1 / 1.8);
}

}  // namespace weir::bench
