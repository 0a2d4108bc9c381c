#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/matrix.hpp>

#include "matrix/row_coverage.hpp"

namespace weir::stages {

/// Sums up a product in one line that does not depend on the order in which its blocks come.
class MatrixChecksum final : public Transform<ResultBlock, Checksum> {
 public:
  struct Params {};
  static void describe(Description<Params>& d);

  explicit MatrixChecksum(const Params&) {}

  /// Throws `Error` when a row comes twice, or the blocks are not of one product.
  void process(std::span<ResultBlock> blocks, Output<Checksum>& out) override;
  /// Throws `Error` when a row never came.
  void finish(Output<Checksum>& out) override;

 private:
  template <class T>
  void add(const ResultBlock& block);
  void add_sums_in_order();

  RowCoverage coverage_;
  std::uint64_t hash_ = 0;
  double sum_ = 0;                                       // of the rows before next_row_
  std::size_t next_row_ = 0;                             // the first row that is not in sum_
  std::map<std::size_t, std::vector<double>> row_sums_;  // of blocks that came before their turn, by first row
};

}  // namespace weir::stages
