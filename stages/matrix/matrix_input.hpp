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

  /// Whether the shape is known. It is from the start, except of a pipe, from which it has to come: the call then waits for it, for some 50
  /// ms.
  [[nodiscard]] virtual bool ready() { return true; }

  // The rest requires ready().

  [[nodiscard]] virtual ElementType type() const = 0;
  [[nodiscard]] virtual std::size_t rows() const = 0;
  [[nodiscard]] virtual std::size_t cols() const = 0;
  /// Whether it is held whole once some of it has been read, as one in Fortran's order is.
  [[nodiscard]] virtual bool is_held_whole() const { return false; }
  /// For messages, at any time: the path, or `random`.
  [[nodiscard]] virtual std::string name() const = 0;

  /// Whether `read` will not wait. Of a pipe, some of the rows are read when they are there, or waited for, for some 50 ms.
  [[nodiscard]] virtual bool fetch(std::size_t /*first*/, std::size_t /*count*/) { return true; }

  /// Rows `first` to `first + count`, which exist. A factor in Fortran's order is held whole from the first call on, since a row of it is
  /// spread over the whole file; any other call reads those rows alone. Requires, of a pipe, that they follow those of the call before.
  /// Throws `Error`.
  [[nodiscard]] virtual MatrixRows read(std::size_t first, std::size_t count) = 0;
};

/// A matrix for some rows of the factor. Throws `Error` with its name when there is not enough memory.
[[nodiscard]] std::shared_ptr<Matrix> make_matrix(const MatrixInput& input, std::size_t rows, ElementOrder order);

/// Whether its shape can be seen before the run: it does not come through a pipe.
[[nodiscard]] bool shows_its_shape(const MatrixOrigin& origin);

/// Opens the file and, unless it is a pipe, reads its header; or does nothing yet. Throws `Error`.
[[nodiscard]] std::unique_ptr<MatrixInput> open_matrix(const MatrixOrigin& origin);

}  // namespace weir::stages
