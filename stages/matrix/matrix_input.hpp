#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <weir/description.hpp>
#include <weir/stages/matrix.hpp>

namespace weir::stages {

/// Numbers made up from a seed, uniform in [-1, 1).
struct RandomMatrix {
  std::uint64_t rows = 0;
  std::uint64_t cols = 0;
  std::uint64_t seed = 1;
  ElementType type = ElementType::f64;
};
void describe(Description<RandomMatrix>& d);

/// Where a factor comes from: exactly one of the two.
struct MatrixOrigin {
  std::optional<std::filesystem::path> path;
  std::optional<RandomMatrix> random;
};
void describe(Description<MatrixOrigin>& d);

/// Some rows of a factor: `matrix` has them from its row `row` on.
struct MatrixRows {
  std::shared_ptr<const Matrix> matrix;
  std::size_t row = 0;
};

/// A factor that is read by rows. Used by one thread at a time.
class MatrixInput {
 public:
  MatrixInput() = default;
  MatrixInput(const MatrixInput&) = delete;
  MatrixInput& operator=(const MatrixInput&) = delete;
  virtual ~MatrixInput() = default;

  [[nodiscard]] virtual ElementType type() const = 0;
  [[nodiscard]] virtual std::size_t rows() const = 0;
  [[nodiscard]] virtual std::size_t cols() const = 0;
  /// For messages: the path, or `random`.
  [[nodiscard]] virtual std::string name() const = 0;

  /// Rows `first` to `first + count`, which exist. A factor in Fortran's order is held whole from the first call on, since a row of it is
  /// spread over the whole file; any other call reads those rows alone. Throws `Error`.
  [[nodiscard]] virtual MatrixRows read(std::size_t first, std::size_t count) = 0;
};

/// Opens the file and reads its header, or does nothing yet. Throws `Error`.
[[nodiscard]] std::unique_ptr<MatrixInput> open_matrix(const MatrixOrigin& origin);

}  // namespace weir::stages
