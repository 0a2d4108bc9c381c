#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/matrix.hpp>

#include "matrix/row_coverage.hpp"
#include "system/output_file.hpp"

namespace weir::stages {

/// Writes a product as a `.npy` file, whose blocks come in any order.
class MatrixWrite final : public Sink<ResultBlock> {
 public:
  struct Params {
    std::filesystem::path path;
    bool sync = true;
  };
  static void describe(Description<Params>& d);

  explicit MatrixWrite(const Params& params);

  /// Throws `Error` when a row comes twice, or the blocks are not of one product.
  void consume(std::span<ResultBlock> blocks) override;
  /// Throws `Error` when a row never came.
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  void write(const ResultBlock& block);

  OutputFile file_;
  RowCoverage coverage_;
  std::uint64_t data_offset_ = 0;
  std::optional<std::string> cut_short_;  // says so
};

}  // namespace weir::stages
