#include "matrix/matrix_blocks.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "matrix/stripes.hpp"

namespace weir::stages {

namespace {

void check_factors(const MatrixInput& a, const MatrixInput& b) {
  if (a.type() != b.type()) {
    throw Error(fmt::format("a ({}) has elements of {} and b ({}) of {}; both need the same", a.name(), element_name(a.type()), b.name(),
                            element_name(b.type())));
  }
  if (a.cols() != b.rows()) {
    throw Error(fmt::format("a ({}) is {} x {} and b ({}) is {} x {}: a needs as many columns as b has rows", a.name(), a.rows(), a.cols(),
                            b.name(), b.rows(), b.cols()));
  }
}

bool is_standard_input(const MatrixOrigin& origin) {
  return origin.path == "-" || origin.path == "/dev/stdin";
}

/// Of the product of a matrix of rows × inner and one of inner × cols.
struct Shape {
  std::size_t rows;
  std::size_t inner;
  std::size_t cols;
  ElementType type;
};

std::size_t block_rows_of(const MatrixBlocks::Params& params, const Shape& shape) {
  if (params.block_rows) return *params.block_rows;
  if (std::max({shape.rows, shape.inner, shape.cols}) < params.threshold) return std::max<std::size_t>(shape.rows, 1);
  return stripe_rows(shape.rows, shape.inner, shape.cols, shape.type);
}

std::size_t bytes_of(std::size_t rows, const MatrixInput& input) {
  std::size_t size = 0;  // of at most 2^31 by 2^31 elements
  const bool too_many = __builtin_mul_overflow(rows * input.cols(), element_size(input.type()), &size);
  return too_many ? std::numeric_limits<std::size_t>::max() / 4 : heap_block(size);
}

// Of factors in files, as their headers have it. What is wrong with those the run says.
StageMemory memory_of(const MatrixBlocks::Params& params) try {
  if (!shows_its_shape(params.a) || !shows_its_shape(params.b)) return {};
  const auto a = open_matrix(params.a);
  const auto b = open_matrix(params.b);
  const std::size_t rows = std::min(block_rows_of(params, {a->rows(), a->cols(), b->cols(), a->type()}), a->rows());
  const std::size_t whole_a = a->is_held_whole() ? bytes_of(a->rows(), *a) : 0;
  return {.item = sizeof(MatrixBlock) + bytes_of(rows, *a), .shared = bytes_of(b->rows(), *b) + whole_a};
} catch (const MemoryError&) {
  throw;
} catch (const Error&) {
  return {};
}

}  // namespace

void MatrixBlocks::describe(Description<Params>& d) {
  d.summary("Cuts the product of two matrices into blocks of rows, for matrix.multiply.");
  d.details(
      "Each factor is a .npy file (path) or made up (random). Both must have the same element type, f32 or f64. A file may be "
      "little-endian or big-endian: f32 and f16 are read as f32; f64, integers and bool as f64, and an integer that f64 cannot hold "
      "exactly, as some beyond 2^53, is an error.\n\n"
      "Either factor may come through a pipe (a named one, or - for the standard input): b is read first, to its end, then a as its rows "
      "are needed.\n\n"
      "Memory: b is held whole. Of a, a block's rows are read when it is their turn, so a may be larger than memory; but a file in Fortran "
      "order is held whole, since a row of it is spread over the whole file. Without block_rows a block takes at most 32 MiB with its rows "
      "of the product: beside b, a run holds no more than that for each batch of the bound.\n\n"
      "Bits: without block_rows, every bit of the product is the same on any number of cores, workers and replicas, at any queue_depth and "
      "threshold. With it, the last bits may differ: BLAS may round a row differently in blocks of another height.\n\n"
      "NaN and infinities go through as IEEE 754 says. Python objects in a file are refused, never unpickled.");
  d.example(
      "- name: blocks\n"
      "  kind: matrix.blocks\n"
      "  params:\n"
      "    a: {random: {rows: 2000, cols: 1000, seed: 1}}\n"
      "    b: {random: {rows: 1000, cols: 3000, seed: 2}}\n");
  d.preferred_batch_size(1);
  d.param("a", &Params::a, "left factor: {path: FILE} or {random: {rows: R, cols: C, seed: N, type: f64}}").required();
  d.param("b", &Params::b, "right factor, the same way").required();
  d.param("block_rows", &Params::block_rows,
          "rows of the product in a block; left out: 150 to 600, by the shape of the product alone, and fewer when it has few rows or a "
          "block would take more than 32 MiB")
      .range(1, kMaxDimension);
  d.param("threshold", &Params::threshold,
          "without block_rows, a product is one block when its rows, columns and inner dimension are all below this");
  d.memory(memory_of);
}

MatrixBlocks::MatrixBlocks(const Params& params) : a_(open_matrix(params.a)), b_(open_matrix(params.b)), params_(params) {
  if (is_standard_input(params.a) && is_standard_input(params.b))
    throw Error("a and b are both the standard input; only one of them can come from it");
  std::ignore = begin();
}

bool MatrixBlocks::begin() {
  if (block_rows_ != 0) return true;
  if (!b_->ready() || !a_->ready()) return false;
  check_factors(*a_, *b_);
  block_rows_ = block_rows_of(params_, {a_->rows(), a_->cols(), b_->cols(), a_->type()});
  return true;
}

Next MatrixBlocks::produce(Output<MatrixBlock>& out) {
  if (!begin()) return Next::again;
  while (!done_ && !out.full()) {
    auto block = next_block();
    if (!block) {
      out.flush();
      return Next::again;
    }
    out.push(*std::move(block));
    done_ = next_row_ == a_->rows();
  }
  return done_ ? Next::done : Next::again;
}

// Nothing while it has to come through a pipe.
std::optional<MatrixBlock> MatrixBlocks::next_block() {
  if (!whole_b_) {
    if (!b_->fetch(0, b_->rows())) return std::nullopt;
    whole_b_ = b_->read(0, b_->rows()).matrix;
  }
  const std::size_t rows = std::min(block_rows_, a_->rows() - next_row_);
  if (!a_->fetch(next_row_, rows)) return std::nullopt;
  auto [a, a_row] = a_->read(next_row_, rows);
  MatrixBlock block{std::move(a), a_row, rows, whole_b_, next_row_, a_->rows()};
  next_row_ += rows;
  return block;
}

std::optional<double> MatrixBlocks::progress() const {
  if (block_rows_ == 0) return std::nullopt;
  if (a_->rows() == 0) return done_ ? 1.0 : 0.0;
  return static_cast<double>(next_row_) / static_cast<double>(a_->rows());
}

}  // namespace weir::stages
