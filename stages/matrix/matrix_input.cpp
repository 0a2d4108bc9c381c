#include "matrix/matrix_input.hpp"

#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "matrix/npy_file.hpp"
#include "matrix/npy_pipe.hpp"
#include "split_mix.hpp"

namespace weir::stages {

namespace {

class NpyInput final : public MatrixInput {
 public:
  explicit NpyInput(const std::filesystem::path& path) : file_(path) {}

  ElementType type() const override { return file_.header().type; }
  std::size_t rows() const override { return file_.header().rows; }
  std::size_t cols() const override { return file_.header().cols; }
  bool is_held_whole() const override { return file_.header().order == ElementOrder::columns; }
  std::string name() const override { return file_.path().string(); }

  MatrixRows read(std::size_t first, std::size_t count) override {
    if (is_held_whole()) {
      if (!whole_) whole_ = load(0, rows());
      return {whole_, first};
    }
    return {load(first, count), 0};
  }

 private:
  std::shared_ptr<const Matrix> load(std::size_t first, std::size_t count) const {
    auto matrix = make_matrix(*this, count, file_.header().order);
    file_.read_rows(first, matrix->bytes());
    return matrix;
  }

  NpyFile file_;
  std::shared_ptr<const Matrix> whole_;
};

// Element `index` of a seed's stream, so that any rows can be made without those before them.
template <class T>
T random_element(std::uint64_t seed, std::uint64_t index) {
  const std::uint64_t bits = split_mix(split_mix(seed) + (index + 1) * kSplitMixStep);
  if constexpr (sizeof(T) == sizeof(double))
    return static_cast<T>(bits >> 11) * 0x1p-52 - 1;
  else
    return static_cast<T>(bits >> 40) * 0x1p-23F - 1;
}

class RandomInput final : public MatrixInput {
 public:
  explicit RandomInput(const RandomMatrix& params) : params_(params) {}

  ElementType type() const override { return params_.type; }
  std::size_t rows() const override { return params_.rows; }
  std::size_t cols() const override { return params_.cols; }
  std::string name() const override { return "random"; }

  MatrixRows read(std::size_t first, std::size_t count) override {
    auto matrix = make_matrix(*this, count, ElementOrder::rows);
    if (params_.type == ElementType::f32)
      fill(matrix->elements<float>(), first * cols());
    else
      fill(matrix->elements<double>(), first * cols());
    return {std::move(matrix), 0};
  }

 private:
  template <class T>
  void fill(std::span<T> elements, std::uint64_t first) const {
    for (std::size_t i = 0; i < elements.size(); ++i) elements[i] = random_element<T>(params_.seed, first + i);
  }

  RandomMatrix params_;
};

// Folders and what is not there are for NpyFile to refuse.
bool is_pipe(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  return path == "-" || (std::filesystem::is_other(status) && !ignored);
}

}  // namespace

void describe(Description<RandomMatrix>& d) {
  d.param("rows", &RandomMatrix::rows, "number of rows").required().at_most(kMaxDimension);
  d.param("cols", &RandomMatrix::cols, "number of columns").required().at_most(kMaxDimension);
  d.param("seed", &RandomMatrix::seed, "the same seed makes the same matrix, on any machine");
  d.param("type", &RandomMatrix::type, "element type");
}

void describe(Description<MatrixOrigin>& d) {
  d.param("path", &MatrixOrigin::path,
          "a .npy file of numbers, in C or Fortran order, or a pipe that one comes through; - is the standard input")
      .not_empty()
      .reads_file();
  d.param("random", &MatrixOrigin::random, "numbers made up from a seed, uniform in [-1, 1), instead of a file");
  d.check("random", [](const MatrixOrigin& origin) -> std::optional<Problem> {
    if (origin.path && origin.random) return Problem("it is given beside 'path'", "keep one of them");
    return std::nullopt;
  });
  d.check("path", [](const MatrixOrigin& origin) -> std::optional<Problem> {
    if (!origin.path && !origin.random) return Problem("it is missing, and so is 'random'", "give one of them");
    return std::nullopt;
  });
}

std::shared_ptr<Matrix> make_matrix(const MatrixInput& input, std::size_t rows, ElementOrder order) {
  try {
    return std::make_shared<Matrix>(input.type(), rows, input.cols(), order);
  } catch (const Error& error) {
    throw Error(fmt::format("{}: {}", input.name(), error.what()));
  }
}

bool shows_its_shape(const MatrixOrigin& origin) {
  return !origin.path || !is_pipe(*origin.path);
}

std::unique_ptr<MatrixInput> open_matrix(const MatrixOrigin& origin) {
  if (origin.path && is_pipe(*origin.path)) return std::make_unique<NpyPipe>(*origin.path);
  if (origin.path) return std::make_unique<NpyInput>(*origin.path);
  return std::make_unique<RandomInput>(origin.random.value());
}

}  // namespace weir::stages
