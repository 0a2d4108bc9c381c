#include "catch.hpp"
#include "matrix/matrix_blocks.hpp"

using namespace weir::stages;

namespace {

std::size_t square(std::size_t size, std::size_t cores) {
  return automatic_block_rows(size, size, size, ElementType::f64, 1000, cores);
}

}  // namespace

TEST_CASE("Below the threshold a product is one block") {
  CHECK(automatic_block_rows(999, 999, 999, ElementType::f64, 1000, 2) == 999);
  CHECK(automatic_block_rows(1000, 999, 999, ElementType::f64, 1000, 2) < 1000);
  CHECK(automatic_block_rows(999, 1000, 999, ElementType::f64, 1000, 2) < 999);
  CHECK(automatic_block_rows(999, 999, 1000, ElementType::f64, 1000, 2) < 999);
  CHECK(automatic_block_rows(50, 50, 50, ElementType::f64, 10, 2) == 32);
}

TEST_CASE("From the threshold on, each core gets as many blocks, of nearly the same size") {
  CHECK(square(1000, 1) == 504);
  CHECK(square(1000, 2) == 504);
  CHECK(square(2000, 2) == 504);
  CHECK(square(4000, 2) == 504);
  CHECK(square(4000, 4) == 504);
  CHECK(square(2000, 64) == 32);
}

TEST_CASE("Blocks of weir's choice are neither thin nor large, and cut where BLAS rounds no other way") {
  for (const std::size_t cores : {1u, 2u, 3u, 8u, 64u}) {
    for (const std::size_t size : {1000u, 1001u, 2000u, 5000u, 20'000u, 100'000u, 2'000'000u}) {
      const std::size_t rows = square(size, cores);
      CHECK(rows >= 1);
      CHECK(rows <= 576);
      CHECK((rows * 2 * size * 8 <= 32u << 20 || rows == 1));
      CHECK((rows % 24 == 0 || rows < 144));
    }
  }
}

TEST_CASE("A thin product is shared between the cores too, down to a few rows each") {
  CHECK(automatic_block_rows(64, 64, 100'000, ElementType::f64, 1000, 2) == 32);
  CHECK(automatic_block_rows(64, 64, 100'000, ElementType::f64, 1000, 64) == 24);
  CHECK(automatic_block_rows(1, 64, 100'000, ElementType::f64, 1000, 2) == 24);
}

TEST_CASE("A block has at least one row, whatever the shape") {
  CHECK(automatic_block_rows(0, 0, 0, ElementType::f32, 1000, 2) == 1);
  CHECK(automatic_block_rows(0, 0, 5000, ElementType::f32, 1000, 2) >= 1);
  CHECK(automatic_block_rows(5, 2'147'483'647, 2'147'483'647, ElementType::f64, 1000, 2) == 1);
}
