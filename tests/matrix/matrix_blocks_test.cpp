#include "matrix/matrix_blocks.hpp"

#include <weir/testing.hpp>

#include "catch.hpp"
#include "matrix/product.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;
using test::stored;

namespace {

MatrixOrigin random(std::uint64_t rows, std::uint64_t cols, std::uint64_t seed, ElementType type = ElementType::f64) {
  return {std::nullopt, RandomMatrix{rows, cols, seed, type}};
}

template <class T>
std::vector<T> left_rows(const MatrixBlocks::Params& params) {
  MatrixBlocks source(params);
  std::vector<T> all;
  for (const MatrixBlock& block : weir::testing::drain(source)) {
    const auto part = block.a->elements<T>().subspan(block.a_row * block.a->cols(), block.rows * block.a->cols());
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

}  // namespace

TEST_CASE("Blocks follow one another and cover every row once") {
  for (const std::uint64_t block_rows : {1u, 2u, 3u, 9u, 10u, 11u, 4000u}) {
    MatrixBlocks source({random(10, 3, 1), random(3, 2, 2), block_rows, 1000});
    std::size_t next = 0;
    for (const MatrixBlock& block : weir::testing::drain(source)) {
      CHECK(block.first_row == next);
      CHECK(block.total_rows == 10);
      CHECK(block.rows <= block_rows);
      CHECK(block.a->rows() == block.rows);
      CHECK(block.b->rows() == 3);
      next += block.rows;
    }
    CHECK(next == 10);
    CHECK(source.progress() == 1.0);
  }
}

TEST_CASE("A source of blocks stops when the queues after it are full") {
  MatrixBlocks source({random(10, 3, 1), random(3, 2, 2), 1, 1000});
  weir::testing::Collector<MatrixBlock> out(4);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().size() == 4);
  CHECK(source.progress() == 0.4);
}

TEST_CASE("A left factor in C order is read by block, one in Fortran order is held once") {
  const TemporaryFolder folder;
  const auto a = test::whole_numbers<double>(10, 3, 1);
  const auto b = random(3, 2, 2);
  MatrixBlocks by_rows({stored(folder / "c.npy", a), b, 4, 1000});
  for (const MatrixBlock& block : weir::testing::drain(by_rows)) CHECK(block.a->rows() == block.rows);
  MatrixBlocks by_columns({stored(folder / "f.npy", a, ElementOrder::columns), b, 4, 1000});
  const auto blocks = weir::testing::drain(by_columns);
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].a == blocks[2].a);
  CHECK(blocks[2].a_row == 8);
}

TEST_CASE("A product without rows is one block without rows") {
  MatrixBlocks source({random(0, 3, 1), random(3, 2, 2), 4, 1000});
  CHECK(source.progress() == 0.0);
  const auto blocks = weir::testing::drain(source);
  REQUIRE(blocks.size() == 1);
  CHECK(blocks[0].rows == 0);
  CHECK(source.progress() == 1.0);
}

TEST_CASE("A random matrix does not depend on the blocks it is made in") {
  const auto whole = left_rows<double>({random(50, 7, 9), random(7, 1, 2), 50, 1000});
  CHECK(left_rows<double>({random(50, 7, 9), random(7, 1, 2), 1, 1000}) == whole);
  CHECK(left_rows<double>({random(50, 7, 9), random(7, 1, 2), 13, 1000}) == whole);
  CHECK(left_rows<double>({random(50, 7, 8), random(7, 1, 2), 50, 1000}) != whole);
}

TEST_CASE("Random elements are spread evenly from -1 up to, not including, 1") {
  const auto check = [](const auto& elements) {
    double sum = 0, squares = 0;
    for (const double x : elements) {
      CHECK((x >= -1 && x < 1));
      sum += x;
      squares += x * x;
    }
    const auto count = static_cast<double>(elements.size());
    CHECK(sum / count == Approx(0).margin(0.02));  // five standard deviations of a mean of 20 000
    CHECK(squares / count == Approx(1.0 / 3).margin(0.011));
  };
  check(left_rows<double>({random(200, 100, 5), random(100, 1, 2), {}, 1000}));
  const auto f32 = ElementType::f32;
  check(left_rows<float>({random(200, 100, 5, f32), random(100, 1, 2, f32), {}, 1000}));
}

TEST_CASE("Factors that do not fit each other are refused") {
  CHECK_THROWS_WITH(MatrixBlocks({random(2, 3, 1), random(4, 5, 1), {}, 1000}),
                    "a (random) is 2 x 3 and b (random) is 4 x 5: a needs as many columns as b has rows");
  CHECK_THROWS_WITH(MatrixBlocks({random(2, 3, 1), random(3, 5, 1, ElementType::f32), {}, 1000}),
                    "a (random) has elements of f64 and b (random) of f32; both need the same");
  const TemporaryFolder folder;
  const auto a = stored(folder / "a.npy", test::whole_numbers<double>(2, 2, 1));
  CHECK_THROWS_WITH(MatrixBlocks({a, random(3, 5, 1), {}, 1000}),
                    "a (" + (folder / "a.npy").string() + ") is 2 x 2 and b (random) is 3 x 5: a needs as many columns as b has rows");
}

TEST_CASE("A product whose elements cannot be counted is an error, not a small allocation") {
  CHECK_THROWS_WITH(Matrix(ElementType::f64, 2'147'483'647, 2'147'483'647),
                    "a matrix of 2147483647 x 2147483647 elements does not fit in memory");
}
