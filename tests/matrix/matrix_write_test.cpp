#include "matrix/matrix_write.hpp"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "catch.hpp"
#include "matrix/product.hpp"
#include "matrix/row_coverage.hpp"
#include "python_script.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;

namespace {

template <class T>
ResultBlock block(std::size_t first_row, std::size_t total_rows, std::size_t cols, const std::vector<T>& elements, std::size_t rows) {
  auto values = std::make_shared<Matrix>(element_type_of<T>(), rows, cols);
  std::copy(elements.begin(), elements.end(), values->template elements<T>().begin());
  return {std::move(values), first_row, total_rows};
}

ResultBlock row(std::size_t first_row, std::size_t total_rows, double value) {
  return block<double>(first_row, total_rows, 1, {value}, 1);
}

template <class T>
std::string hex(const std::vector<T>& elements) {
  std::string text;
  for (std::size_t i = 0; i < elements.size() * sizeof(T); ++i) {
    text += fmt::format("{:02x}", reinterpret_cast<const unsigned char*>(elements.data())[i]);
  }
  return text;
}

void consume(MatrixWrite& sink, ResultBlock item) {
  sink.consume(std::span(&item, 1));
}

template <class T>
void check_written(std::size_t rows, std::size_t cols, std::uint64_t block_rows) {
  const TemporaryFolder folder;
  const auto a = test::whole_numbers<T>(rows, 4, 1), b = test::whole_numbers<T>(4, cols, 2);
  auto blocks = test::multiplied({test::stored(folder / "a.npy", a), test::stored(folder / "b.npy", b), block_rows, 1000});
  std::shuffle(blocks.begin(), blocks.end(), std::mt19937(static_cast<unsigned>(block_rows)));
  MatrixWrite sink({folder / "c.npy"});
  sink.consume(blocks);
  CHECK_FALSE(std::filesystem::exists(folder / "c.npy"));
  sink.finish();
  const auto expected = test::naive_product<T>(a, b);
  CHECK(test::run_python("matrix/npy_strict_reader.py", folder / "c.npy") ==
        fmt::format("{} {} {} {}\n", sizeof(T) == 4 ? "<f4" : "<f8", rows, cols, hex(expected.elements)));
}

}  // namespace

TEST_CASE("A product is written whole, whatever the order of its blocks, as an independent reader sees it") {
  for (const std::uint64_t block_rows : {1u, 3u, 17u, 100u}) {
    check_written<double>(17, 5, block_rows);
    check_written<float>(17, 5, block_rows);
  }
}

TEST_CASE("Products without rows or columns are written with their shape") {
  check_written<double>(0, 5, 4);
  check_written<float>(5, 0, 2);
  check_written<double>(0, 0, 2);
}

TEST_CASE("A row that never came is an error, and leaves no file") {
  const TemporaryFolder folder;
  {
    MatrixWrite sink({folder / "c.npy"});
    CHECK_THROWS_WITH(sink.finish(), "no block of a product arrived");
  }
  {
    MatrixWrite sink({folder / "c.npy"});
    consume(sink, row(1, 3, 1));
    consume(sink, row(2, 3, 1));
    CHECK_THROWS_WITH(sink.finish(), "row 0 of 3 never arrived");
  }
  {
    MatrixWrite sink({folder / "c.npy"});
    consume(sink, row(0, 3, 1));
    consume(sink, row(2, 3, 1));
    CHECK_THROWS_WITH(sink.finish(), "row 1 of 3 never arrived");
  }
  CHECK(folder.entries() == 0);
}

TEST_CASE("A row that comes twice is an error") {
  const TemporaryFolder folder;
  MatrixWrite sink({folder / "c.npy"});
  consume(sink, block<double>(2, 9, 1, {1, 2, 3}, 3));
  CHECK_THROWS_WITH(consume(sink, row(2, 9, 1)), "some of the rows 2 to 2 arrived twice; each product needs a stage of its own");
  CHECK_THROWS_WITH(consume(sink, row(4, 9, 1)), "some of the rows 4 to 4 arrived twice; each product needs a stage of its own");
  CHECK_THROWS_WITH(consume(sink, block<double>(0, 9, 1, {1, 2, 3}, 3)),
                    "some of the rows 0 to 2 arrived twice; each product needs a stage of its own");
  CHECK_THROWS_WITH(consume(sink, block<double>(1, 9, 1, std::vector<double>(8), 8)),
                    "some of the rows 1 to 8 arrived twice; each product needs a stage of its own");
  consume(sink, row(5, 9, 1));
  consume(sink, row(1, 9, 1));
}

TEST_CASE("Blocks of two products, and blocks beyond the end, are errors") {
  const TemporaryFolder folder;
  MatrixWrite sink({folder / "c.npy"});
  consume(sink, row(0, 3, 1));
  CHECK_THROWS_WITH(consume(sink, row(1, 4, 1)),
                    "blocks of two products arrived, 3 x 1 of f64 and 4 x 1 of f64; each product needs a stage of its own");
  CHECK_THROWS_WITH(consume(sink, block<float>(1, 3, 1, {1}, 1)),
                    "blocks of two products arrived, 3 x 1 of f64 and 3 x 1 of f32; each product needs a stage of its own");
  CHECK_THROWS_WITH(consume(sink, row(3, 3, 1)), "a block of 1 rows from row 3 on arrived, of a product with 3");
}

TEST_CASE("A target that cannot be written at any place is refused at once") {
  CHECK_THROWS_WITH(MatrixWrite({"/dev/null"}), "/dev/null: blocks come in any order, which only a regular file can take; name one");
  CHECK_THROWS_WITH(MatrixWrite({"-"}), "-: blocks come in any order, which only a regular file can take; name one");
}

TEST_CASE("A product that was interrupted after its last row is written whole") {
  const TemporaryFolder folder;
  MatrixWrite sink({folder / "c.npy"});
  consume(sink, row(1, 2, 4.0));
  consume(sink, row(0, 2, 3.0));
  sink.finish_partial();
  CHECK(test::run_python("matrix/npy_strict_reader.py", folder / "c.npy") ==
        fmt::format("<f8 2 1 {}\n", hex(std::vector<double>{3.0, 4.0})));
}

TEST_CASE("A block without rows covers none") {
  RowCoverage coverage;
  coverage.add(block<double>(1, 2, 1, {}, 0));
  CHECK_FALSE(coverage.is_whole());
  coverage.add(block<double>(0, 2, 1, {3.0, 4.0}, 2));
  CHECK(coverage.is_whole());
}
