#include "matrix/stripes.hpp"

#include "catch.hpp"

using namespace weir::stages;

namespace {

constexpr auto kF64 = ElementType::f64;

std::size_t square(std::size_t size) {
  return stripe_rows(size, size, size, kF64);
}

std::size_t stripes(std::size_t rows, std::size_t inner, std::size_t cols) {
  const std::size_t height = stripe_rows(rows, inner, cols, kF64);
  return (rows + height - 1) / height;
}

}  // namespace

TEST_CASE("A product that is small in every dimension is one stripe") {
  for (const std::size_t size : {1u, 7u, 64u, 100u, 255u}) CHECK(square(size) == size);
  CHECK(square(256) < 256);
  CHECK(stripe_rows(255, 256, 255, kF64) < 255);
  CHECK(stripe_rows(255, 255, 256, kF64) < 255);
}

TEST_CASE("The larger a product, the more stripes it has, of a number that cores share evenly") {
  CHECK(stripes(300, 300, 300) == 2);
  CHECK(stripes(1000, 1000, 1000) == 4);
  CHECK(stripes(2000, 2000, 2000) == 8);
  CHECK(stripes(4000, 4000, 4000) == 16);
  CHECK(stripes(6000, 6000, 6000) == 24);
  CHECK(stripes(10'000, 10'000, 10'000) == 50);  // by memory
}

TEST_CASE("Stripes of large products are high enough for BLAS, and take 32 MiB at most") {
  for (const std::size_t size : {720u, 1000u, 1001u, 1500u, 2000u, 3000u, 5000u, 7000u}) {
    CAPTURE(size);
    CHECK(square(size) >= 168);
    CHECK(square(size) <= 600);
    CHECK(square(size) % 12 == 0);
  }
  for (const std::size_t size : {10'000u, 20'000u, 100'000u, 2'000'000u, 2'147'483'647u}) {
    CAPTURE(size);
    CHECK((square(size) * 2 * size * 8 <= 32u << 20 || square(size) == 1));
  }
}

TEST_CASE("Rows that are cheap are in high stripes") {
  CHECK(stripe_rows(100'000, 64, 64, kF64) == 600);
  CHECK(stripe_rows(1000, 1, 1000, kF64) == 504);
}

TEST_CASE("A thin product is shared by two, unless its rows are very few") {
  CHECK(stripe_rows(64, 64, 100'000, kF64) == 32);
  CHECK(stripe_rows(64, 100'000, 64, kF64) == 32);
  CHECK(stripe_rows(47, 64, 100'000, kF64) == 36);  // by memory
  CHECK(stripe_rows(40, 64, 10'000, kF64) == 40);
  CHECK(stripe_rows(1, 64, 100'000, kF64) == 1);
}

TEST_CASE("A stripe has at least one row, whatever the shape") {
  CHECK(stripe_rows(0, 0, 0, ElementType::f32) == 1);
  CHECK(stripe_rows(0, 0, 5000, ElementType::f32) == 1);
  CHECK(stripe_rows(5000, 0, 0, ElementType::f32) >= 1);
  CHECK(stripe_rows(5, 2'147'483'647, 2'147'483'647, kF64) == 1);
}
