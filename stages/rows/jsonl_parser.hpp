#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weir/rows.hpp>

#include "rows/malformed_record.hpp"

namespace weir::stages {

/// Some lines of a file of JSON, whole ones.
struct JsonlPiece {
  std::string_view lines;  ///< `JsonlParser::kPadding` bytes behind them may be read, whatever they are
  Buffer memory = {};      ///< what they are in; texts go on to point into it
  std::uint64_t line = 1;  ///< of the file, on which they begin
};

/// What becomes of the values of an object.
struct JsonlSchema {
  Columns columns;                    ///< named by the paths of their values, see `json_keys`
  bool others_are_malformed = false;  ///< whether a line with a key that no column has is malformed; otherwise it is passed over
  bool bad_values_are_null = false;   ///< whether a value of another type is null; otherwise its line is malformed
};

/// What a piece has in it, both in the order of the file.
struct JsonlSlice {
  Rows rows;
  std::vector<MalformedRecord> malformed;
  std::uint64_t lines = 0;                   ///< how many it has, blank ones too
  std::vector<std::uint32_t> lines_of_rows;  ///< of the piece, from 0; empty when each line is a row
};

/// Makes rows of lines of JSON, each an object. One thread at a time.
///
/// A value that is missing or null is null. A column of text takes any value: strings as what they stand for, all else as it is written. Of
/// a key that comes twice the last counts. A text without escapes is a view into the piece.
class JsonlParser {
 public:
  static constexpr std::size_t kPadding = 64;
  /// Longer lines are malformed.
  static constexpr std::size_t kLongestLine = std::size_t{64} << 20U;
  /// Of the text of one that is longer, as much is told.
  static constexpr std::size_t kShownOfLongest = 1024;

  /// Requires: each column's name is a path, and no two are the same.
  explicit JsonlParser(JsonlSchema schema);
  JsonlParser(JsonlParser&&) noexcept;
  ~JsonlParser();

  /// All lines of the piece but blank ones, in rows or in the list of malformed ones.
  [[nodiscard]] JsonlSlice parse(const JsonlPiece& piece);

 private:
  class Lines;
  std::unique_ptr<Lines> lines_;
};

/// `the line has more than 64 MiB`: why one is malformed that is longer than `JsonlParser::kLongestLine`.
[[nodiscard]] std::string line_too_long();

}  // namespace weir::stages
