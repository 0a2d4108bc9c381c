#include "matrix/matrix_checksum.hpp"

#include <algorithm>
#include <random>

#include <weir/testing.hpp>

#include "catch.hpp"
#include "matrix/product.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;

namespace {

Checksum checksum(std::vector<ResultBlock> blocks) {
  MatrixChecksum stage({});
  weir::testing::Collector<Checksum> out(2);
  for (ResultBlock& block : blocks) stage.process(std::span(&block, 1), out.output());
  stage.finish(out.output());
  const auto made = out.take();
  REQUIRE(made.size() == 1);
  return made[0];
}

template <class T>
std::vector<ResultBlock> cut(const test::Plain<T>& matrix, std::size_t block_rows) {
  std::vector<ResultBlock> blocks;
  for (std::size_t first = 0; first < matrix.rows; first += block_rows) {
    const std::size_t rows = std::min(block_rows, matrix.rows - first);
    auto values = std::make_shared<Matrix>(element_type_of<T>(), rows, matrix.cols);
    const auto from = matrix.elements.begin() + static_cast<std::ptrdiff_t>(first * matrix.cols);
    std::copy_n(from, rows * matrix.cols, values->template elements<T>().begin());
    blocks.push_back({std::move(values), first, matrix.rows});
  }
  return blocks;
}

test::Plain<double> uneven(std::size_t rows, std::size_t cols) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> spread(-1, 1);
  test::Plain<double> matrix{rows, cols};
  for (double& element : matrix.elements) element = std::ldexp(spread(random), static_cast<int>(random() % 60));
  return matrix;
}

std::string hash(const test::Plain<double>& matrix) {
  return checksum(cut(matrix, matrix.rows)).hash;
}

}  // namespace

TEST_CASE("A checksum says the shape and the sum") {
  const auto matrix = test::whole_numbers<float>(31, 8, 3);
  double sum = 0;
  for (const float element : matrix.elements) sum += element;
  const Checksum made = checksum(cut(matrix, 4));
  CHECK(made.rows == 31);
  CHECK(made.cols == 8);
  CHECK(made.type == "f32");
  CHECK(made.sum == sum);
  CHECK(made.hash.size() == 16);
}

TEST_CASE("A checksum is the same to the bit in any order and any cut") {
  const auto matrix = uneven(53, 11);
  const Checksum whole = checksum(cut(matrix, 53));
  std::mt19937 random(1);
  for (const std::size_t block_rows : {1u, 2u, 5u, 7u, 52u}) {
    for (int round = 0; round < 10; ++round) {
      auto blocks = cut(matrix, block_rows);
      std::shuffle(blocks.begin(), blocks.end(), random);
      const Checksum made = checksum(blocks);
      CHECK(made.sum == whole.sum);
      CHECK(made.hash == whole.hash);
    }
  }
}

TEST_CASE("A checksum tells any two matrices apart that differ in one bit, or in the place of two elements") {
  const auto matrix = uneven(6, 5);
  const std::string original = hash(matrix);
  for (std::size_t i = 0; i < matrix.elements.size(); ++i) {
    auto changed = matrix;
    changed.elements[i] = std::nextafter(changed.elements[i], 1e30);
    CHECK(hash(changed) != original);
    changed = matrix;
    changed.elements[i] = -changed.elements[i];
    CHECK(hash(changed) != original);
    for (std::size_t j = 0; j < i; ++j) {
      changed = matrix;
      std::swap(changed.elements[i], changed.elements[j]);
      CHECK(hash(changed) != original);
    }
  }
}

TEST_CASE("A product without rows has a checksum of nothing") {
  const Checksum made = checksum({{std::make_shared<Matrix>(ElementType::f64, 0, 4), 0, 0}});
  CHECK(made.rows == 0);
  CHECK(made.cols == 4);
  CHECK(made.sum == 0);
}

TEST_CASE("A checksum of a part is refused") {
  auto blocks = cut(uneven(6, 5), 2);
  blocks.erase(blocks.begin() + 1);
  CHECK_THROWS_WITH(checksum(blocks), "row 2 of 6 never arrived");
}
