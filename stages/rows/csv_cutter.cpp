#include "rows/csv_cutter.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/find_byte.hpp"

namespace weir::stages {
namespace {

// Null when it is not there.
const char* find_last(const char* begin, const char* end, char byte) {
  return begin == end ? nullptr : static_cast<const char*>(::memrchr(begin, byte, static_cast<std::size_t>(end - begin)));
}

std::uint64_t line_ends(std::string_view bytes) {
  return static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
}

}  // namespace

CsvCutter::CsvCutter(const CsvDialect& dialect, std::uint64_t line, std::size_t record_limit)
    : delimiter_(dialect.delimiter), comment_(dialect.comment), record_limit_(record_limit), line_(line) {}

std::size_t CsvCutter::cut(std::string_view piece) {
  if (piece.empty()) return 0;
  const char* const end = piece.data() + piece.size();
  cut_ = nullptr;
  if (quotes_ == Quotes::outside && last_ == '\n') in_comment_ = piece.front() == comment_;
  for (const char* at = piece.data(); at != end;) {
    if (quotes_ == Quotes::outside)
      at = outside(at, piece);
    else
      at = quotes_ == Quotes::inside ? inside(at, end) : behind_quote(at);
  }
  last_ = piece.back();
  const std::size_t cut = cut_ == nullptr ? 0 : static_cast<std::size_t>(cut_ - piece.data());
  count(piece, cut);
  return cut;
}

// Goes on behind the next quote.
const char* CsvCutter::outside(const char* at, std::string_view piece) {
  const char* const end = piece.data() + piece.size();
  const char* const quote = find_byte(at, end, kCsvQuote);
  look_for_lines(at, quote, end);
  if (quote == end) return end;
  const char before = quote == piece.data() ? last_ : quote[-1];
  if (!in_comment_ && (before == delimiter_ || before == '\n')) quotes_ = Quotes::inside;
  return quote + 1;
}

const char* CsvCutter::inside(const char* at, const char* end) {
  const char* const quote = find_byte(at, end, kCsvQuote);
  if (quote == end) return end;
  quotes_ = Quotes::behind_quote;
  return quote + 1;
}

const char* CsvCutter::behind_quote(const char* at) {
  const bool doubled = *at == kCsvQuote;
  quotes_ = doubled ? Quotes::inside : Quotes::outside;
  return doubled ? at + 1 : at;
}

// Between two quotes, and outside of them.
void CsvCutter::look_for_lines(const char* from, const char* to, const char* end) {
  const char* const line_end = find_last(from, to, '\n');
  if (line_end == nullptr) return;
  cut_ = line_end + 1;
  in_comment_ = cut_ != end && *cut_ == comment_;
}

void CsvCutter::count(std::string_view piece, std::size_t cut) {
  if (cut > 0) {
    line_ += rest_lines_ + line_ends(piece.substr(0, cut));
    rest_lines_ = 0;
    rest_bytes_ = 0;
  }
  rest_lines_ += line_ends(piece.substr(cut));
  rest_bytes_ += piece.size() - cut;
  if (rest_bytes_ > record_limit_)
    throw Error(
        fmt::format("the record that begins on line {} has more than {} bytes; look for a quote that is not closed", line_, record_limit_));
}

}  // namespace weir::stages
