#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/item.hpp>

#include "table/word_pattern.hpp"

namespace weir::stages {

/// The file to which a row goes: a path with the values of columns in it, such as `out/{country}.csv`. A value is a part of a name,
/// whatever is in it: `/`, `%`, control characters and a dot at its beginning are escaped, as `%2F`. Different values make different parts.
/// Any number of threads.
class PathOfRow {
 public:
  /// What is wrong is reported to `errors`, and then there is nothing. Columns of floats cannot be in a path.
  [[nodiscard]] static std::optional<PathOfRow> parse(const std::filesystem::path& path, const Columns& in, const ErrorScope& errors);

  /// The path for a row. `cells`: of all columns. The reference is for the time until the next call. Throws `ItemError` when a value is
  /// null or empty.
  [[nodiscard]] const std::string& of(std::span<const Cell> cells);

 private:
  PathOfRow(WordPattern pattern, const Columns& in) : pattern_(std::move(pattern)), columns_(pattern_.columns()), in_(in) {}

  WordPattern pattern_;
  std::vector<std::size_t> columns_;
  Columns in_;
  std::string path_;
};

}  // namespace weir::stages
