#pragma once

// Where the rows of a slice are from.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#pragma GCC visibility push(default)
namespace weir {

/// Where the rows of a slice are from: a file, and on which line of it each begins. A plain value, and a copy is cheap, since it shares
/// the list of lines: any thread may use its own, and read one that none changes.
class RowOrigin {
 public:
  RowOrigin() noexcept = default;  ///< it is not known
  /// Each row is on a line of its own, one after another, from `first_line` on, counted from 1. Requires: there is a `file`.
  RowOrigin(std::shared_ptr<const std::string> file, std::uint64_t first_line) noexcept;
  /// Row r begins on line `first_line + lines[r]`. Requires: there is a `file`, and a line for each row.
  RowOrigin(std::shared_ptr<const std::string> file, std::uint64_t first_line, std::vector<std::uint32_t> lines);

  [[nodiscard]] bool is_known() const noexcept { return file_ != nullptr; }  ///< whether there is a file
  /// `access.log:4711`, or nothing where it is not known. Requires: there are more rows than `row`.
  [[nodiscard]] std::string of(std::size_t row) const;
  /// That of some rows, in the order given. Requires: there are so many.
  [[nodiscard]] RowOrigin filter(std::span<const std::uint32_t> rows) const;
  /// The bytes that it holds; the name of the file, which all its slices share, is not among them.
  [[nodiscard]] std::size_t bytes() const noexcept;

 private:
  [[nodiscard]] std::uint32_t line(std::size_t row) const noexcept {
    return lines_ == nullptr ? static_cast<std::uint32_t>(row) : (*lines_)[row];
  }

  std::shared_ptr<const std::string> file_;
  std::uint64_t first_line_ = 1;
  std::shared_ptr<const std::vector<std::uint32_t>> lines_;  // of the rows, from that one on; null: one after another
};

}  // namespace weir
#pragma GCC visibility pop
