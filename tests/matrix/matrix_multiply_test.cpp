#include "matrix/matrix_multiply.hpp"

#include <cfloat>
#include <cmath>
#include <limits>

#include "catch.hpp"
#include "matrix/product.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;
using test::Plain;
using test::stored;

namespace {

constexpr auto kOrders = {ElementOrder::rows, ElementOrder::columns};

struct Shape {
  std::size_t rows, inner, cols;
};

template <class T>
void check_exact(const TemporaryFolder& folder, Shape shape, std::optional<std::uint64_t> block_rows) {
  const auto a = test::whole_numbers<T>(shape.rows, shape.inner, 1), b = test::whole_numbers<T>(shape.inner, shape.cols, 2);
  const auto expected = test::naive_product<T>(a, b);
  for (const auto order_a : kOrders) {
    for (const auto order_b : kOrders) {
      const auto blocks = test::multiplied({stored(folder / "a.npy", a, order_a), stored(folder / "b.npy", b, order_b), block_rows, 1000});
      const auto result = test::joined<T>(blocks);
      CHECK(result.rows == shape.rows);
      CHECK(result.cols == shape.cols);
      CHECK(result.elements == expected.elements);
    }
  }
}

// |computed - exact| <= gamma_n |A||B|, element by element, with gamma_n = n u / (1 - n u), whatever the order of the sums and with fused
// multiply-add or without: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, section 3.5. The oracle is itself
// computed, in long double, and the same bound in that precision is allowed for it.
template <class T>
void check_within_bound(const Plain<T>& a, const Plain<T>& b, const Plain<T>& computed) {
  const auto gamma = [n = static_cast<long double>(a.cols)](long double unit) { return n * unit / (1 - n * unit); };
  const long double allowed = gamma(std::numeric_limits<T>::epsilon() / 2) + gamma(LDBL_EPSILON / 2);
  Plain<T> magnitude_a = a, magnitude_b = b;
  for (T& element : magnitude_a.elements) element = std::abs(element);
  for (T& element : magnitude_b.elements) element = std::abs(element);
  const auto exact = test::naive_product<long double>(a, b), magnitude = test::naive_product<long double>(magnitude_a, magnitude_b);
  std::size_t beyond = 0;
  for (std::size_t i = 0; i < exact.elements.size(); ++i) {
    const long double error = std::abs(static_cast<long double>(computed.elements[i]) - exact.elements[i]);
    if (!(error <= allowed * magnitude.elements[i])) ++beyond;
  }
  CHECK(beyond == 0);
}

template <class T>
Plain<T> random_plain(std::size_t rows, std::size_t cols, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<T> spread(-1, 1);
  Plain<T> matrix{rows, cols};
  for (T& element : matrix.elements) element = spread(random);
  return matrix;
}

template <class T>
void check_random(const TemporaryFolder& folder) {
  const auto a = random_plain<T>(130, 257, 3), b = random_plain<T>(257, 71, 4);
  for (const auto order : kOrders) {
    const auto blocks = test::multiplied({stored(folder / "a.npy", a, order), stored(folder / "b.npy", b, order), 50, 1000});
    check_within_bound(a, b, test::joined<T>(blocks));
  }
}

}  // namespace

TEST_CASE("Products of whole numbers are exact in either precision, order and any height of block") {
  const TemporaryFolder folder;
  for (const std::optional<std::uint64_t> block_rows : {std::optional<std::uint64_t>{}, {1}, {2}, {7}, {36}, {37}, {100}}) {
    check_exact<float>(folder, {37, 23, 41}, block_rows);
    check_exact<double>(folder, {37, 23, 41}, block_rows);
  }
}

TEST_CASE("Thin and tiny products are exact") {
  const TemporaryFolder folder;
  for (const Shape shape : {Shape{1, 1, 1}, {1, 300, 1}, {300, 1, 300}, {1, 50, 200}, {200, 50, 1}, {1, 1, 90}, {90, 1, 1}}) {
    check_exact<float>(folder, shape, std::nullopt);
    check_exact<double>(folder, shape, 13);
  }
}

TEST_CASE("Products with an empty dimension have the right shape, and zeros where there was nothing to add") {
  const TemporaryFolder folder;
  for (const Shape shape : {Shape{0, 3, 4}, {3, 0, 4}, {3, 4, 0}, {0, 0, 4}, {0, 4, 0}, {4, 0, 0}, {0, 0, 0}}) {
    check_exact<float>(folder, shape, std::nullopt);
    check_exact<double>(folder, shape, 2);
  }
}

TEST_CASE("Products of random numbers are within the bound of rounding") {
  const TemporaryFolder folder;
  check_random<float>(folder);
  check_random<double>(folder);
}

TEST_CASE("NaN and infinities go through as IEEE 754 says") {
  const TemporaryFolder folder;
  const double inf = std::numeric_limits<double>::infinity(), nan = std::numeric_limits<double>::quiet_NaN();
  const Plain<double> a{4, 2, {nan, 0, inf, 1, inf, -inf, 0, 1}}, b{2, 3, {1, 0, 2, 3, 4, 1}};
  const auto c = test::joined<double>(test::multiplied({stored(folder / "a.npy", a), stored(folder / "b.npy", b), {}, 1000}));
  CHECK(std::isnan(c.at(0, 0)));
  CHECK(std::isnan(c.at(0, 1)));
  CHECK(std::isnan(c.at(0, 2)));
  CHECK(c.at(1, 0) == inf);
  CHECK(std::isnan(c.at(1, 1)));  // inf * 0
  CHECK(c.at(1, 2) == inf);
  CHECK(std::isnan(c.at(2, 0)));  // inf - inf
  CHECK(c.at(3, 0) == 3);
  CHECK(c.at(3, 1) == 4);
}

TEST_CASE("What the memory of a result held before does not show") {
  const TemporaryFolder folder;
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const Plain<double> bad{40, 40, std::vector<double>(1600, nan)};
  for (int i = 0; i < 4; ++i) {  // freed memory full of NaN is likely to be used again
    test::multiplied({stored(folder / "nan.npy", bad), stored(folder / "nan.npy", bad), {}, 1000});
    check_exact<double>(folder, {40, 40, 40}, std::nullopt);
  }
}
