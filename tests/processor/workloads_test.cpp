// Processor::find_primes, multiply and count_words: against libprimesieve, three loops, and Python.

#include <primesieve.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "any_workers.hpp"
#include "words/oracle.hpp"

using weir::stages::Matrix;
using weir::stages::Normalize;
using weir::stages::WordCount;

namespace {

using Rows = std::vector<std::vector<double>>;

Rows whole_numbers(std::size_t rows, std::size_t cols, unsigned seed) {
  std::minstd_rand random(seed);
  Rows matrix(rows, std::vector<double>(cols));
  for (auto& row : matrix)
    for (double& x : row) x = static_cast<double>(random() % 19) - 9;
  return matrix;
}

template <class T>
Matrix matrix_of(const Rows& rows, weir::stages::ElementOrder order = weir::stages::ElementOrder::rows) {
  const std::size_t cols = rows.empty() ? 0 : rows.front().size();
  Matrix matrix(weir::stages::element_type_of<T>(), rows.size(), cols, order);
  const bool by_rows = order == weir::stages::ElementOrder::rows;
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < cols; ++c) matrix.elements<T>()[by_rows ? r * cols + c : c * rows.size() + r] = static_cast<T>(rows[r][c]);
  return matrix;
}

template <class T>
Rows rows_of(const Matrix& matrix) {
  Rows rows(matrix.rows(), std::vector<double>(matrix.cols()));
  for (std::size_t r = 0; r < matrix.rows(); ++r)
    for (std::size_t c = 0; c < matrix.cols(); ++c) rows[r][c] = static_cast<double>(matrix.elements<T>()[r * matrix.cols() + c]);
  return rows;
}

Rows naive_product(const Rows& a, const Rows& b) {
  Rows product(a.size(), std::vector<double>(b[0].size()));
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t k = 0; k < b.size(); ++k)
      for (std::size_t j = 0; j < b[0].size(); ++j) product[i][j] += a[i][k] * b[k][j];
  return product;
}

const std::string kBook = WEIR_SOURCE_DIR "/data/book.txt";

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<WordCount> in_order(const std::map<std::string, std::uint64_t>& words) {
  std::vector<WordCount> all;
  for (const auto& [word, count] : words) all.push_back({word, count});
  std::stable_sort(all.begin(), all.end(), [](const WordCount& a, const WordCount& b) { return a.count > b.count; });
  return all;
}

auto refusal(const std::string& message) {
  return Catch::Matchers::Message(message);
}

}  // namespace

TEST_CASE("All primes up to a limit are found, ascending") {
  for (const std::uint64_t limit : {0ULL, 1ULL, 2ULL, 3ULL, 30ULL, 31ULL, 1000ULL, 7'864'320ULL, 20'000'003ULL}) {
    CAPTURE(limit);
    std::vector<std::uint64_t> expected;
    primesieve::generate_primes(0, limit, &expected);
    at_any_workers([&](weir::Processor& processor) {
      const bool same = processor.find_primes(limit) == expected;
      CHECK(same);
    });
  }
}

TEST_CASE("A limit of primes that cannot be is refused") {
  weir::Processor processor({.workers = 1});
  CHECK_THROWS_MATCHES(processor.find_primes(-5), weir::InputError,
                       refusal("find_primes: the limit is -5; it is a number from 0 to 2^64 - 1"));
  CHECK_THROWS_MATCHES(
      processor.find_primes(UINT64_MAX), weir::InputError,
      refusal(
          "find_primes: no memory for the primes up to 18446744073709551615, which take up to 3888381721.6 GiB; choose a smaller limit, "
          "or run primes.segments, primes.sieve and primes.count or primes.write in a pipeline, which keep few at a time"));
}

TEST_CASE("A product of matrices is what three loops compute") {
  struct Shape {
    std::size_t rows, inner, cols;
  };
  for (const auto& [rows, inner, cols] : {Shape{1, 1, 1}, Shape{1, 7, 1}, Shape{33, 2, 65}, Shape{1100, 3, 20}, Shape{300, 40, 1001}}) {
    CAPTURE(rows, inner, cols);
    const Rows a = whole_numbers(rows, inner, 1), b = whole_numbers(inner, cols, 2);
    const Rows expected = naive_product(a, b);
    at_any_workers([&, by_columns = weir::stages::ElementOrder::columns](weir::Processor& processor) {
      const bool same = processor.multiply(a, b) == expected;
      CHECK(same);
      const bool same_f64 = rows_of<double>(processor.multiply(matrix_of<double>(a), matrix_of<double>(b, by_columns))) == expected;
      CHECK(same_f64);
      const bool same_f32 = rows_of<float>(processor.multiply(matrix_of<float>(a, by_columns), matrix_of<float>(b))) == expected;
      CHECK(same_f32);
    });
  }
}

TEST_CASE("Matrices that cannot be multiplied are refused with their shapes") {
  weir::Processor processor({.workers = 1});
  const Rows two_by_three(2, std::vector<double>(3));
  CHECK_THROWS_MATCHES(processor.multiply(two_by_three, two_by_three), weir::InputError,
                       refusal("multiply: a is 2 x 3 and b is 2 x 3; a needs as many columns as b has rows"));
  CHECK_THROWS_MATCHES(processor.multiply(Rows(), two_by_three), weir::InputError,
                       refusal("multiply: a is 0 x 0 and b is 2 x 3; each needs at least one row and column"));
  CHECK_THROWS_MATCHES(processor.multiply(two_by_three, Rows(3)), weir::InputError,
                       refusal("multiply: a is 2 x 3 and b is 3 x 0; each needs at least one row and column"));
  CHECK_THROWS_MATCHES(processor.multiply(two_by_three, Rows{{1, 2}, {3, 4}, {5}}), weir::InputError,
                       refusal("multiply: row 2 of b has 1 elements and row 0 has 2; all rows need the same number"));
  CHECK_THROWS_MATCHES(processor.multiply(matrix_of<float>(two_by_three), matrix_of<double>(two_by_three)), weir::InputError,
                       refusal("multiply: a has elements of f32 and b of f64; both need the same"));
}

TEST_CASE("The words of a book are counted as Python counts them") {
  const std::string text = contents(kBook);
  REQUIRE(text.size() > 500'000);
  for (const Normalize normalize : {Normalize::letters, Normalize::lower, Normalize::none}) {
    const std::vector<WordCount> expected = in_order(python_counts(normalize, {kBook}).words);
    at_any_workers([&](weir::Processor& processor) {
      const bool same = processor.count_words(text, normalize) == expected;
      CHECK(same);
    });
  }
}

TEST_CASE("Words longer than a slice of the text stay whole") {
  const std::string mile(400'000, 'm'), yard(131'072, 'y');
  const std::string text = "a " + mile + " " + yard + "\n" + yard + " a " + mile + " " + mile;
  at_any_workers([&](weir::Processor& processor) {
    const bool same = processor.count_words(text) == std::vector<WordCount>{{mile, 3}, {"a", 2}, {yard, 2}};
    CHECK(same);
  });
}

TEST_CASE("A text without words has no counts, an empty one is refused") {
  weir::Processor processor({.workers = 2});
  CHECK(processor.count_words(" \n 42, 43! ").empty());
  CHECK_THROWS_MATCHES(processor.count_words(""), weir::InputError,
                       refusal("count_words: there are no items; check before the call that there are some"));
}

TEST_CASE("A product of elements that the host has, at any address") {
  const Rows a = whole_numbers(7, 5, 1), b = whole_numbers(5, 9, 2);
  const auto borrowed = [](const Rows& rows) {
    const auto elements = std::make_shared<std::vector<double>>(1);
    for (const auto& row : rows) elements->insert(elements->end(), row.begin(), row.end());
    return Matrix(std::shared_ptr<const void>(elements, elements->data() + 1), weir::stages::ElementType::f64, rows.size(), rows[0].size());
  };
  weir::Processor processor({.workers = 2});
  CHECK(rows_of<double>(processor.multiply(borrowed(a), borrowed(b))) == naive_product(a, b));
}
