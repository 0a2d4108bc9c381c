#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "matrix/npy_header.hpp"

namespace weir::stages {

/// A `.npy` file that holds a matrix, open for reading at any place.
///
/// Threading: `read_at` may be called by several threads at once.
/// Errors: `Error` with the file's name and what is wrong with it.
class NpyFile {
 public:
  explicit NpyFile(std::filesystem::path path);
  NpyFile(const NpyFile&) = delete;
  NpyFile& operator=(const NpyFile&) = delete;
  ~NpyFile();

  [[nodiscard]] const NpyHeader& header() const noexcept { return header_; }
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

  /// Fills a matrix's memory with its rows from `first_row` on, or with all of them in Fortran's order.
  void read_rows(std::uint64_t first_row, std::span<std::byte> memory) const;

 private:
  void open_file();
  void read_header();
  [[nodiscard]] std::size_t read_some(std::uint64_t position, std::span<std::byte> bytes) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  NpyHeader header_;
};

}  // namespace weir::stages
