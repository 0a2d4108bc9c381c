#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include <weir/processor.hpp>

#include "matrix/matrix_multiply.hpp"
#include "matrix/stripes.hpp"

namespace weir {

namespace {

using stages::Matrix;
using stages::MatrixBlock;

using NestedRows = std::vector<std::vector<double>>;

void check_factors(const Matrix& a, const Matrix& b) {
  if (a.rows() == 0 || a.cols() == 0 || b.rows() == 0 || b.cols() == 0)
    throw InputError(fmt::format("multiply: a is {} x {} and b is {} x {}; each needs at least one row and column", a.rows(), a.cols(),
                                 b.rows(), b.cols()));
  if (std::max({a.rows(), a.cols(), b.cols()}) > stages::kMaxDimension)
    throw InputError(fmt::format("multiply: a is {} x {} and b is {} x {}; the most is {} rows or columns", a.rows(), a.cols(), b.rows(),
                                 b.cols(), stages::kMaxDimension));
  if (a.type() != b.type())
    throw InputError(
        fmt::format("multiply: a has elements of {} and b of {}; both need the same", element_name(a.type()), element_name(b.type())));
  if (a.cols() != b.rows())
    throw InputError(fmt::format("multiply: a is {} x {} and b is {} x {}; a needs as many columns as b has rows", a.rows(), a.cols(),
                                 b.rows(), b.cols()));
}

/// Cuts the left factor, which belongs to the caller, into blocks of a stripe each.
class BlocksOfRows final : public Source<MatrixBlock> {
 public:
  BlocksOfRows(const Matrix& a, const Matrix& b)
      : a_(std::shared_ptr<void>(), &a),
        b_(std::shared_ptr<void>(), &b),
        block_rows_(stages::stripe_rows(a.rows(), a.cols(), b.cols(), a.type())) {}

  Next produce(Output<MatrixBlock>& out) override {
    while (next_row_ < a_->rows() && !out.full()) {
      const std::size_t rows = std::min(block_rows_, a_->rows() - next_row_);
      out.push({a_, next_row_, rows, b_, next_row_, a_->rows()});
      next_row_ += rows;
    }
    return next_row_ < a_->rows() ? Next::again : Next::done;
  }

 private:
  std::shared_ptr<const Matrix> a_;  // own nothing
  std::shared_ptr<const Matrix> b_;
  std::size_t block_rows_;
  std::size_t next_row_ = 0;
};

/// Computes each block where its rows are in the whole product.
class ProductInto final : public Sink<MatrixBlock> {
 public:
  explicit ProductInto(Matrix& whole) : whole_(whole) {}

  void consume(std::span<MatrixBlock> blocks) override {
    for (const MatrixBlock& block : blocks) {
      const std::size_t row_size = whole_.cols() * element_size(whole_.type());
      stages::multiply_block(blas_, block, whole_.bytes().data() + block.first_row * row_size);
    }
  }

 private:
  const stages::SerialBlas& blas_ = stages::SerialBlas::instance();
  const stages::SerialBlas::Caller caller_{blas_};
  Matrix& whole_;
};

// `what` names it in an error about its memory.
Matrix make_matrix(const char* what, stages::ElementType type, std::size_t rows, std::size_t cols) {
  try {
    return Matrix(type, rows, cols);
  } catch (const Error& error) {
    throw InputError(fmt::format("multiply: {}: {}", what, error.what()));
  }
}

Matrix from_rows(const char* name, const NestedRows& rows) {
  Matrix matrix = make_matrix(name, stages::ElementType::f64, rows.size(), rows.empty() ? 0 : rows.front().size());
  auto at = matrix.elements<double>().begin();
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (rows[r].size() != matrix.cols())
      throw InputError(fmt::format("multiply: row {} of {} has {} elements and row 0 has {}; all rows need the same number", r, name,
                                   rows[r].size(), matrix.cols()));
    at = std::copy(rows[r].begin(), rows[r].end(), at);
  }
  return matrix;
}

NestedRows to_rows(const Matrix& matrix) {
  const auto elements = matrix.elements<double>();
  NestedRows rows;
  rows.reserve(matrix.rows());
  for (std::size_t r = 0; r < matrix.rows(); ++r) {
    const auto row = elements.subspan(r * matrix.cols(), matrix.cols());
    rows.emplace_back(row.begin(), row.end());
  }
  return rows;
}

}  // namespace

Matrix Processor::product(const Matrix& a, const Matrix& b) {
  check_factors(a, b);
  Matrix whole = make_matrix("the product", a.type(), a.rows(), b.cols());
  Pipeline pipeline = make_pipeline("multiply");
  const auto blocks = pipeline.source("blocks", [&] { return BlocksOfRows(a, b); });
  pipeline.sink(
      blocks, "product", [&] { return std::make_unique<ProductInto>(whole); }, on_all_workers());
  run(pipeline);
  return whole;
}

Matrix Processor::multiply(const Matrix& a, const Matrix& b) {
  std::optional<Matrix> whole;
  counted("multiply", "elements", [&] {
    whole = product(a, b);
    return whole->rows() * whole->cols();
  });
  return *std::move(whole);
}

std::vector<std::vector<double>> Processor::multiply(const NestedRows& a, const NestedRows& b) {
  NestedRows rows;
  counted("multiply", "elements", [&] {
    const Matrix whole = product(from_rows("a", a), from_rows("b", b));
    rows = to_rows(whole);
    return whole.rows() * whole.cols();
  });
  return rows;
}

}  // namespace weir
