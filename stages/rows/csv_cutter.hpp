#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rows/csv_dialect.hpp"

namespace weir::stages {

/// Cuts a file into pieces of whole records, so that other threads can parse them: it says where the last record of a piece ends, which is
/// a line end outside quotes. It looks at each byte once, and keeps none. One thread at a time.
class CsvCutter {
 public:
  static constexpr std::size_t kRecordLimit = std::size_t{64} << 20U;

  /// `line` is the number of the line on which the first piece begins. `record_limit` is in bytes: a quote that nobody closes makes one
  /// record of all that follows.
  explicit CsvCutter(const CsvDialect& dialect, std::uint64_t line = 1, std::size_t record_limit = kRecordLimit);

  /// Takes the next bytes of the file, and returns how many of them belong to records that end in them; the first of these records begins
  /// with the bytes of earlier pieces that were not cut off, if there are any. Throws `Error`, which says on which line the record begins,
  /// when more bytes than `record_limit` are left that are not cut off; nothing can be cut after that.
  [[nodiscard]] std::size_t cut(std::string_view piece);

  /// The line on which the bytes begin that are not yet cut off.
  [[nodiscard]] std::uint64_t line() const noexcept { return line_; }

 private:
  enum class Quotes : std::uint8_t {
    outside,
    inside,
    behind_quote,  // inside, and the last byte is a quote: it closes, unless another follows
  };

  const char* outside(const char* at, std::string_view piece);
  const char* inside(const char* at, const char* end);
  const char* behind_quote(const char* at);
  void look_for_lines(const char* from, const char* to, const char* end);
  void count(std::string_view piece, std::size_t cut);

  const char delimiter_;
  const std::optional<char> comment_;
  const std::size_t record_limit_;
  Quotes quotes_ = Quotes::outside;
  bool in_comment_ = false;
  char last_ = '\n';              // the byte before the piece
  const char* cut_ = nullptr;     // behind the last line end outside quotes in this piece; null: there is none so far
  std::uint64_t line_;            // on which the rest begins
  std::uint64_t rest_lines_ = 0;  // line ends in the rest
  std::size_t rest_bytes_ = 0;
};

}  // namespace weir::stages
