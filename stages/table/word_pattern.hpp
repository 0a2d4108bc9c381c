#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error_scope.hpp>
#include <weir/item.hpp>
#include <weir/placed_text.hpp>

namespace weir::stages {

/// A text with the values of columns in it: `--name={name}`; `{{` and `}}` stand for braces. Any number of threads.
class WordPattern {
 public:
  /// What is wrong with it is reported at its place, and then there is nothing.
  [[nodiscard]] static std::optional<WordPattern> parse(const PlacedText& text, const Columns& in, const ErrorScope& errors);

  /// Whether it is the same for every row.
  [[nodiscard]] bool is_constant() const noexcept;
  /// The column that is null in a row and has no value for the text, if any. `cells`: of all columns.
  [[nodiscard]] std::optional<std::size_t> null_in(std::span<const Cell> cells) const;
  /// The text for a row. Requires: none of its columns is null.
  [[nodiscard]] std::string fill(std::span<const Cell> cells) const;
  /// The same at the end of `out`, with values as `append` writes them.
  void fill(std::span<const Cell> cells, std::string& out, void (*append)(std::string& out, const Cell& value)) const;
  /// The columns whose values are in it.
  [[nodiscard]] std::vector<std::size_t> columns() const;

  /// Whether a text has the value of a column in it, as far as that can be told without columns.
  [[nodiscard]] static bool names_columns(std::string_view text);

 private:
  struct Part {
    std::string text;                        // before the value
    std::optional<std::size_t> column = {};  // nothing: no value
  };

  [[nodiscard]] static bool read(const PlacedText& text, const Columns& in, const ErrorScope& errors, WordPattern& pattern);

  std::vector<Part> parts_{1};
};

}  // namespace weir::stages
