#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rows/csv_parser.hpp"
#include "rows/csv_splitter.hpp"

namespace weir::stages {

/// Collects what is malformed in a piece, in any order.
class MalformedRecords {
 public:
  /// A record of the piece. What is added first about a record counts.
  void add(std::string_view record, std::string reason) { found_.push_back({record, std::move(reason)}); }

  /// All of them, each record once, in the order of the file.
  [[nodiscard]] std::vector<MalformedRecord> take(const CsvPiece& piece);

 private:
  struct Found {
    std::string_view record;
    std::string reason;
  };
  std::vector<Found> found_;
};

/// Why a record is malformed because of its quotes, or because it does not have so many cells; empty when it is not.
[[nodiscard]] std::string what_is_wrong(const CsvRecord& record, std::size_t width);

/// `column 'zip': '00501' is an identifier, which would come out of an int as another text; name columns, with their types`.
[[nodiscard]] std::string identifier_among_numbers(const Column& column, std::string_view cell);

/// `column 'amount': 'abc' is not a float`.
[[nodiscard]] std::string bad_value(const Column& column, std::string_view cell);

}  // namespace weir::stages
