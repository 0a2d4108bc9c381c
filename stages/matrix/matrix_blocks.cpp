#include "matrix/matrix_blocks.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/plan.hpp>

namespace weir::stages {

namespace {

constexpr std::size_t kRowsEnough = 576;  // above it, BLAS gains nothing more from packing b once for all of them
constexpr std::size_t kFewestRows = 24;   // below it, packing b again costs more than the rows themselves
// BLAS computes 8, 12 or 24 rows at a time, by processor and type, and rounds what is left at a block's end in another order: blocks of
// whole multiples give the same bits wherever the product is cut. Thin products are cut finer than that, to share them evenly.
constexpr std::size_t kRowsAtATime = 24;
constexpr std::size_t kThin = 6 * kRowsAtATime;
constexpr std::size_t kThinRowsAtATime = 8;
constexpr std::size_t kBlockBytes = 32 << 20;

constexpr std::size_t divided_up(std::size_t a, std::size_t b) {
  return a / b + (a % b == 0 ? 0 : 1);
}

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

}  // namespace

std::size_t automatic_block_rows(std::size_t rows, std::size_t inner, std::size_t cols, ElementType type, std::uint64_t threshold,
                                 std::size_t cores) {
  if (std::max({rows, inner, cols}) < threshold) return std::max<std::size_t>(rows, 1);
  const std::size_t blocks_of_a_core = std::max<std::size_t>(divided_up(rows, cores * kRowsEnough), 1);
  const std::size_t fair = divided_up(rows, blocks_of_a_core * cores);
  const std::size_t step = fair < kThin ? kThinRowsAtATime : kRowsAtATime;
  const std::size_t wanted = std::max(divided_up(fair, step) * step, kFewestRows);
  const std::size_t row_bytes = std::max<std::size_t>((inner + cols) * element_size(type), 1);
  const std::size_t most = std::max<std::size_t>(kBlockBytes / row_bytes, 1);
  if (wanted <= most) return wanted;
  return most < kRowsAtATime ? most : most - most % kRowsAtATime;
}

void MatrixBlocks::describe(Description<Params>& d) {
  d.summary("Cuts the product of two matrices into blocks of rows, for matrix.multiply.");
  d.details(
      "Each factor is a .npy file (path) or made up (random). Both must have the same element type, f32 or f64.\n\n"
      "Memory: b is held whole. Of a, a block's rows are read when it is their turn, so a may be larger than memory; but a file in "
      "Fortran order is held whole, since a row of it is spread over the whole file. Without block_rows a block "
      "takes at most 32 MiB with its rows of the product: beside b, a run holds no more than that for each batch of the bound.\n\n"
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
  d.param(
       "block_rows", &Params::block_rows,
       "rows of the product in a block; left out: an even share for each core, up to 576, fewer when a block would take more than 32 MiB")
      .range(1, kMaxDimension);
  d.param("threshold", &Params::threshold,
          "without block_rows, a product is one block when its rows, columns and inner dimension are all below this");
}

MatrixBlocks::MatrixBlocks(const Params& params) : a_(open_matrix(params.a)), b_(open_matrix(params.b)) {
  check_factors(*a_, *b_);
  block_rows_ =
      params.block_rows.value_or(automatic_block_rows(a_->rows(), a_->cols(), b_->cols(), a_->type(), params.threshold, available_cores()));
}

bool MatrixBlocks::produce(Output<MatrixBlock>& out) {
  while (!done_ && !out.full()) {
    out.push(next_block());
    done_ = next_row_ == a_->rows();
  }
  return !done_;
}

MatrixBlock MatrixBlocks::next_block() {
  if (!whole_b_) whole_b_ = b_->read(0, b_->rows()).matrix;
  const std::size_t rows = std::min(block_rows_, a_->rows() - next_row_);
  auto [a, a_row] = a_->read(next_row_, rows);
  MatrixBlock block{std::move(a), a_row, rows, whole_b_, next_row_, a_->rows()};
  next_row_ += rows;
  return block;
}

std::optional<double> MatrixBlocks::progress() const {
  if (a_->rows() == 0) return done_ ? 1.0 : 0.0;
  return static_cast<double>(next_row_) / static_cast<double>(a_->rows());
}

}  // namespace weir::stages
