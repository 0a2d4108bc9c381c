#include "catch.hpp"
#include "matrix/matrix_blocks.hpp"

using namespace weir::stages;

TEST_CASE("Below the threshold a product is one block") {
  CHECK(automatic_block_rows(999, 999, 999, ElementType::f64, 1000) == 999);
  CHECK(automatic_block_rows(1000, 999, 999, ElementType::f64, 1000) < 1000);
  CHECK(automatic_block_rows(999, 1000, 999, ElementType::f64, 1000) < 999);
  CHECK(automatic_block_rows(999, 999, 1000, ElementType::f64, 1000) < 999);
  CHECK(automatic_block_rows(50, 50, 50, ElementType::f64, 10) == 128);
}

TEST_CASE("From the threshold on, blocks are neither thin nor few nor large") {
  for (const std::size_t size : {1000u, 2000u, 5000u, 20'000u, 100'000u, 2'000'000u}) {
    const std::size_t rows = automatic_block_rows(size, size, size, ElementType::f64, 1000);
    CHECK(rows >= 1);
    CHECK(rows <= 512);
    CHECK((rows * 2 * size * 8 <= 32u << 20 || rows == 1));
    CHECK((size + rows - 1) / rows >= 8);
  }
}

TEST_CASE("A block has at least one row, whatever the shape") {
  CHECK(automatic_block_rows(0, 0, 0, ElementType::f32, 1000) == 1);
  CHECK(automatic_block_rows(0, 0, 5000, ElementType::f32, 1000) >= 1);
  CHECK(automatic_block_rows(5, 2'147'483'647, 2'147'483'647, ElementType::f64, 1000) == 1);
}
