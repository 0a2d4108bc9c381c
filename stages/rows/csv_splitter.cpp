#include "rows/csv_splitter.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "rows/byte_matches.hpp"
#include "rows/find_byte.hpp"

namespace weir::stages {
namespace {

void note(CsvFault fault, CsvRecord& record) noexcept {
  if (record.fault != CsvFault::none) return;
  record.fault = fault;
  record.faulty_cell = record.cells;
}

CsvCell cell_between(const char* begin, const char* end) noexcept {
  return {.begin = begin, .size = static_cast<std::uint32_t>(end - begin), .quoted = false, .doubled = false};
}

}  // namespace

std::string csv_text(const CsvCell& cell) {
  std::string text;
  text.reserve(cell.size);
  for (std::size_t i = 0; i < cell.size; ++i) {
    text += cell.begin[i];
    if (cell.doubled && cell.begin[i] == kCsvQuote) ++i;
  }
  return text;
}

std::optional<std::pair<CsvRecord, std::vector<CsvCell>>> first_record(std::string_view piece, const CsvDialect& dialect) {
  CsvRecord record;
  if (!CsvSplitter(dialect, piece).next({}, record)) return std::nullopt;
  std::vector<CsvCell> cells(record.cells);
  static_cast<void>(CsvSplitter(dialect, piece).next(cells, record));
  return std::pair(record, std::move(cells));
}

CsvSplitter::CsvSplitter(const CsvDialect& dialect, std::string_view piece) noexcept
    : delimiter_(dialect.delimiter), comment_(dialect.comment), at_(piece.data()), end_(piece.data() + piece.size()) {
  load(at_);
}

bool CsvSplitter::next(std::span<CsvCell> cells, CsvRecord& record) noexcept {
  skip_lines();
  if (at_ == end_) return false;
  const char* const begin = at_;
  record = {};
  CsvCell cell{};
  for (;;) {
    at_ = at_ != end_ && *at_ == kCsvQuote ? quoted(cell, record) : plain(cell);
    if (record.cells < cells.size()) cells[record.cells] = cell;
    ++record.cells;
    if (at_ == end_ || *at_ != delimiter_) break;
    ++at_;
  }
  record.bytes = {begin, static_cast<std::size_t>(at_ - begin)};
  return true;
}

// Goes behind the line end of the record before, blank lines and comments.
void CsvSplitter::skip_lines() noexcept {
  while (at_ != end_ && (*at_ == comment_ || at_line_end(at_))) {
    at_ = find_byte(at_, end_, '\n');
    if (at_ != end_) ++at_;
  }
}

// Whether nothing is left of the line but its end, or that of the file.
bool CsvSplitter::at_line_end(const char* at) const noexcept {
  if (at != end_ && *at == '\r') ++at;
  return at == end_ || *at == '\n';
}

const char* CsvSplitter::plain(CsvCell& cell) noexcept {
  const char* const end = without_return(cell_end(at_));
  cell = cell_between(at_, end);
  return end;
}

const char* CsvSplitter::quoted(CsvCell& cell, CsvRecord& record) noexcept {
  const char* const begin = at_ + 1;
  const char* quote = find_byte(begin, end_, kCsvQuote);
  bool doubled = false;
  for (; end_ - quote > 1 && quote[1] == kCsvQuote; doubled = true) quote = find_byte(quote + 2, end_, kCsvQuote);
  cell = cell_between(begin, quote);
  cell.quoted = true;
  cell.doubled = doubled;
  if (quote == end_) {
    note(CsvFault::unclosed_quote, record);
    return end_;
  }
  const char* const behind = quote + 1;
  if (at_line_end(behind) || *behind == delimiter_) return behind;
  note(CsvFault::text_behind_quote, record);
  return without_return(cell_end(behind));
}

// Where the carriage return before a line end is, if there is one.
const char* CsvSplitter::without_return(const char* end) const noexcept {
  const bool last = end == end_ || *end == '\n';
  return last && end != at_ && end[-1] == '\r' ? end - 1 : end;
}

// The first delimiter or line feed from there on, or the end.
const char* CsvSplitter::cell_end(const char* from) noexcept {
  if (static_cast<std::size_t>(from - block_) >= kBlock) load(from);
  std::uint64_t ends = cell_ends_ >> static_cast<unsigned>(from - block_);
  while (ends == 0) {
    load(block_ + kBlock);
    from = block_;
    ends = cell_ends_;
  }
  return from + std::countr_zero(ends);
}

void CsvSplitter::load(const char* block) noexcept {
  block_ = block;
  const auto rest = static_cast<std::size_t>(end_ - block);
  if (rest >= kBlock) {
    cell_ends_ = matches(block, delimiter_, '\n');
    return;
  }
  std::array<char, kBlock> copy;
  copy.fill('\n');  // so the end of the piece ends a cell too
  std::copy_n(block, rest, copy.begin());
  cell_ends_ = matches(copy.data(), delimiter_, '\n');
}

}  // namespace weir::stages
