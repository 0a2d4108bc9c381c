// The bits of a product do not depend on how it is shared between cores. core_types_test.py runs this under every code of OpenBLAS's that
// the machine can execute.

#include <cstring>

#include <weir/processor.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "matrix/matrix_blocks.hpp"
#include "matrix/matrix_multiply.hpp"
#include "matrix/stripes.hpp"

using namespace weir::stages;

namespace {

struct Shape {
  std::size_t rows, inner, cols;
};

// Small ones, for which OpenBLAS has other code up to 10^6 multiplications, on both sides of that limit; thin ones; and larger ones.
const std::vector<Shape> kShapes{{40, 50, 60},  {99, 100, 101},  {100, 100, 100}, {101, 100, 99},  {333, 300, 131},  {1000, 40, 37},
                                 {300, 1, 300}, {1, 300, 1000},  {64, 64, 3000},  {48, 2000, 48},  {96, 2000, 50},   {1000, 10, 10},
                                 {2000, 33, 3}, {777, 133, 155}, {300, 2, 2},     {257, 257, 257}, {1100, 100, 200}, {3000, 1, 7}};

using Bytes = std::vector<std::byte>;

MatrixBlocks::Params params_of(Shape shape, ElementType type, std::optional<std::uint64_t> block_rows, std::uint64_t threshold) {
  return {
      {{}, RandomMatrix{shape.rows, shape.inner, 1, type}}, {{}, RandomMatrix{shape.inner, shape.cols, 2, type}}, block_rows, threshold};
}

void put(Bytes& product, const ResultBlock& block) {
  const std::size_t row_size = block.values->cols() * element_size(block.values->type());
  product.resize(block.total_rows * row_size);
  const auto bytes = block.values->bytes();
  std::memcpy(product.data() + block.first_row * row_size, bytes.data(), bytes.size());
}

struct Parallel {
  std::size_t workers, replicas, depth;
};

Bytes by_pipeline(const MatrixBlocks::Params& params, Parallel parallel) {
  Bytes product;
  weir::Pipeline pipeline("product", {.workers = parallel.workers});
  const auto blocks = pipeline.source("blocks", [=] { return std::make_unique<MatrixBlocks>(params); });
  const auto results = pipeline.transform(blocks, "product", [] { return std::make_unique<MatrixMultiply>(MatrixMultiply::Params{}); },
                                          {.replicas = parallel.replicas, .batch_size = 1, .queue_depth = parallel.depth});
  pipeline.sink(results, "keep", [&product](const ResultBlock& block) { put(product, block); });
  pipeline.run();
  return product;
}

std::shared_ptr<const Matrix> whole_factor(const RandomMatrix& random) {
  return open_matrix({{}, random})->read(0, random.rows).matrix;
}

Bytes by_processor(const MatrixBlocks::Params& params, std::size_t workers) {
  weir::Processor processor({.workers = workers});
  const Matrix product = processor.multiply(*whole_factor(params.a.random.value()), *whole_factor(params.b.random.value()));
  return {product.bytes().begin(), product.bytes().end()};
}

Bytes by(const SerialBlas& blas, const MatrixBlocks::Params& params) {
  MatrixBlocks source(params);
  Bytes product;
  for (const MatrixBlock& block : weir::testing::drain(source)) {
    const ResultBlock result{std::make_shared<Matrix>(block.a->type(), block.rows, block.b->cols()), block.first_row, block.total_rows};
    const auto rows = std::const_pointer_cast<Matrix>(result.values)->bytes();
    multiply_block(blas, block, rows.data());
    put(product, result);
  }
  return product;
}

template <class Check>
void for_all_shapes(Check check) {
  for (const ElementType type : {ElementType::f64, ElementType::f32}) {
    for (const Shape shape : kShapes) {
      CAPTURE(shape.rows, shape.inner, shape.cols, element_name(type));
      check(shape, type);
    }
  }
}

}  // namespace

TEST_CASE("A product has the same bits at any workers, replicas, depth and threshold") {
  for_all_shapes([](Shape shape, ElementType type) {
    const Bytes alone = by_pipeline(params_of(shape, type, {}, 0), {1, 1, 1});
    for (const std::uint64_t threshold : {0u, 1000u}) {
      const auto params = params_of(shape, type, {}, threshold);
      for (const Parallel parallel : {Parallel{2, 2, 1}, {3, 3, 7}, {8, 24, 24}}) CHECK((by_pipeline(params, parallel) == alone));
    }
  });
}

TEST_CASE("Processor::multiply has the bits of a pipeline, at any number of workers") {
  for_all_shapes([](Shape shape, ElementType type) {
    const auto params = params_of(shape, type, {}, 1000);
    const Bytes expected = by_pipeline(params, {1, 1, 1});
    for (const std::size_t workers : {1u, 3u, 8u}) CHECK((by_processor(params, workers) == expected));
  });
}

TEST_CASE("A product has the same bits wherever it is cut between stripes, though BLAS rounds by the shape of each call",
          "[any processor]") {
  const SerialBlas touchy(WEIR_TOUCHY_OPENBLAS);
  std::size_t cut_elsewhere = 0, differ = 0;
  for_all_shapes([&](Shape shape, ElementType type) {
    if (shape.rows * shape.inner * shape.cols > 5'000'000) return;  // it is slow
    const std::size_t height = stripe_rows(shape.rows, shape.inner, shape.cols, type);
    const Bytes expected = by(touchy, params_of(shape, type, shape.rows, 0));
    for (const std::uint64_t threshold : {0u, 256u, 1000u, 100'000u})
      CHECK((by(touchy, params_of(shape, type, {}, threshold)) == expected));
    for (const std::size_t stripes : {1u, 2u}) CHECK((by(touchy, params_of(shape, type, stripes * height, 0)) == expected));
    if (shape.inner < 10 || height == 1) return;
    ++cut_elsewhere;
    differ += by(touchy, params_of(shape, type, height - 1, 0)) != expected;
  });
  CHECK(cut_elsewhere >= 16);      // eight shapes of two types
  CHECK(differ == cut_elsewhere);  // else this BLAS would prove nothing
}
