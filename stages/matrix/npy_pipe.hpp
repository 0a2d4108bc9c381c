#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <weir/error.hpp>

#include "matrix/matrix_input.hpp"
#include "matrix/npy_header.hpp"

namespace weir::stages {

/// A `.npy` file that comes through a pipe, or anything else that is read from front to end: the standard input (`-`), a named pipe.
/// Rows come in order, each once; in Fortran's order all are held.
///
/// Errors: `Error` with the name and what is wrong.
class NpyPipe final : public MatrixInput {
 public:
  /// Opens it, and does not wait for a writer.
  explicit NpyPipe(const std::filesystem::path& path);
  ~NpyPipe() override;

  [[nodiscard]] ElementType type() const override { return header_.type; }
  [[nodiscard]] std::size_t rows() const override { return header_.rows; }
  [[nodiscard]] std::size_t cols() const override { return header_.cols; }
  [[nodiscard]] std::string name() const override { return name_; }

  [[nodiscard]] bool ready() override;
  [[nodiscard]] bool fetch(std::size_t first, std::size_t count) override;
  [[nodiscard]] MatrixRows read(std::size_t first, std::size_t count) override;

 private:
  enum class Got { bytes, nothing, end };
  [[nodiscard]] Got read_on(std::span<std::byte> bytes, std::size_t& filled) const;
  [[noreturn]] void fail_to_read() const;
  [[nodiscard]] Error error(const std::string& what) const;

  std::string name_;
  int descriptor_ = -1;
  bool owned_ = false;
  std::vector<std::byte> start_ = std::vector<std::byte>(kNpyPrefix);  // of the file, as far as its header is known to go
  std::size_t start_filled_ = 0;
  bool ready_ = false;
  NpyHeader header_;
  std::shared_ptr<Matrix> coming_;       // with the elements at its end, as they are in the file
  std::size_t coming_filled_ = 0;        // bytes
  std::size_t next_row_ = 0;             // the first of `coming_`, or of what comes after it
  std::shared_ptr<const Matrix> whole_;  // in Fortran's order
};

}  // namespace weir::stages
