#include "rows/csv_parser.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "rows/cell_values.hpp"
#include "rows/csv_nulls.hpp"
#include "rows/csv_splitter.hpp"
#include "rows/malformed_records.hpp"
#include "rows/plain_records.hpp"
#include "rows/record_lines.hpp"
#include "rows/short_numbers.hpp"
#include "rows/utf8.hpp"

namespace weir::stages {
namespace {

// Records are split into cells some at a time, and these converted column by column: a loop for one type predicts well, and the cells are
// still in the cache.
constexpr std::size_t kCellsAtATime = 4096;

bool has_texts(const Columns& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const Column& column) { return column.type == ColumnType::text; });
}

bool is_ascii(char c) noexcept {
  return static_cast<unsigned char>(c) < 0x80;
}

// One piece on its way to rows.
class Conversion {
 public:
  Conversion(const CsvDialect& dialect, const CsvSchema& schema, const CsvPiece& piece)
      : schema_(schema),
        piece_(piece),
        end_(piece.records.data() + piece.records.size()),
        delimiter_(dialect.delimiter),
        decimal_point_(dialect.decimal_comma ? ',' : '.'),
        nulls_(dialect.nulls),
        is_utf8_(has_texts(schema.columns) && is_ascii(dialect.delimiter) && stages::is_utf8(piece.records)),
        splitter_(dialect, piece.records),
        rows_at_a_time_(std::max<std::size_t>(kCellsAtATime / schema.width, 1)),
        cells_((rows_at_a_time_ + 1) * schema.width + 1),
        records_(rows_at_a_time_),
        builder_(schema.columns) {
    if (!dialect.comment && piece.records.find(kCsvQuote) == std::string_view::npos) plain_.emplace(dialect.delimiter, piece.records);
    for (std::size_t column = 0; column < schema.columns.size(); ++column) {
      if (schema.columns[column].type == ColumnType::text && piece.memory.memory != nullptr) builder_.column(column).share(piece.memory);
    }
  }

  CsvSlice run() {
    while (split()) {
      if (piece_.file != nullptr && !plain_) note_places();
      for (std::size_t column = 0; column < schema_.columns.size(); ++column) convert(column);
      rows_before_ += static_cast<std::uint32_t>(count_);
    }
    Rows all = builder_.build();
    if (piece_.file != nullptr) all = all.with_origin(origin());
    return {.rows = dropped_.empty() ? std::move(all) : all.filter(kept()), .malformed = malformed_.take(piece_)};
  }

 private:
  // The next records, into `records_` and `cells_`; false when there are none.
  bool split() {
    const auto other = [this](const CsvRecord& record) { malformed_.add(record.bytes, what_is_wrong(record, schema_.width)); };
    if (plain_) {
      count_ = plain_->next(schema_.width, cells_, records_, other);
      return count_ > 0;
    }
    count_ = 0;
    CsvRecord record;
    while (count_ < rows_at_a_time_ && splitter_.next(std::span(cells_).subspan(count_ * schema_.width, schema_.width), record)) {
      if (record.fault == CsvFault::none && record.cells == schema_.width)
        records_[count_++] = record.bytes;
      else
        other(record);
    }
    return count_ > 0;
  }

  void convert(std::size_t column) {
    switch (schema_.columns[column].type) {
      case ColumnType::boolean:
        return convert<bool>(column, read_bool);
      case ColumnType::integer:
        return convert<std::int64_t>(column, [this](std::string_view text, std::int64_t& value) {
          return !is_refused(text) && (read_short_int(text, end_, value) || read_int(text, value));
        });
      case ColumnType::floating:
        return convert<double>(column, [this](std::string_view text, double& value) {
          return !is_refused(text) && (read_short_float(text, end_, decimal_point_, value) || read_float(text, decimal_point_, value));
        });
      case ColumnType::time:
        return convert<Time>(column, read_time);
      case ColumnType::text:
        return convert_texts(column);
    }
  }

  template <ColumnValue T, class Read>
  void convert(std::size_t column, Read read) {
    ColumnBuilder& values = builder_.column(column);
    const CsvCell* cell = cells_.data() + schema_.cells[column];
    for (std::size_t row = 0; row < count_; ++row, cell += schema_.width) {
      const std::string_view text = cell->quoted ? cell->bytes() : trim_blanks(cell->bytes());
      T value{};
      if (nulls_.contains(text))
        values.append_null();
      else if (read(text, value))
        values.append(value);
      else
        append_bad(column, row, text);
    }
  }

  void convert_texts(std::size_t column) {
    ColumnBuilder& values = builder_.column(column);
    const CsvCell* cell = cells_.data() + schema_.cells[column];
    for (std::size_t row = 0; row < count_; ++row, cell += schema_.width) {
      if (!cell->quoted && nulls_.contains(cell->bytes()))
        values.append_null();
      else if (!is_utf8_ && !stages::is_utf8(cell->bytes()))
        append_bad(column, row, cell->bytes());
      else if (cell->doubled)
        values.append(csv_text(*cell));
      else
        values.append_shared(cell->bytes());
    }
  }

  // Whether it would be another text as a number, where nobody said that it is one.
  [[nodiscard]] bool is_refused(std::string_view text) const noexcept { return schema_.types_are_shown && is_identifier(text); }

  // A null, in whose place the whole row goes if it counts as malformed.
  void append_bad(std::size_t column, std::size_t row, std::string_view text) {
    builder_.column(column).append_null();
    if (schema_.bad_values_are_null) return;
    const Column& its = schema_.columns[column];
    const bool is_number = its.type == ColumnType::integer || its.type == ColumnType::floating;
    malformed_.add(records_[row], is_number && is_refused(text) ? identifier_among_numbers(its, text) : bad_value(its, text));
    dropped_.push_back(rows_before_ + static_cast<std::uint32_t>(row));
  }

  void note_places() {
    const char* const begin = piece_.records.data();
    places_.resize(rows_before_ + count_);
    for (std::size_t row = 0; row < count_; ++row) places_[rows_before_ + row] = static_cast<std::uint32_t>(records_[row].data() - begin);
  }

  // Where there are as many rows as lines, each row is a line.
  [[nodiscard]] RowOrigin origin() {
    const std::uint64_t lines = piece_.lines > 0 ? piece_.lines : lines_of(piece_.records);
    if (rows_before_ == lines) return {piece_.file, piece_.line};
    if (plain_) go_through_again();
    count_lines_before(piece_.records, places_);
    return {piece_.file, piece_.line, std::move(places_)};
  }

  // Of a piece without quotes no places are noted, since nearly always each row is a line. What is malformed comes a second time.
  void go_through_again() {
    plain_.emplace(delimiter_, piece_.records);
    for (rows_before_ = 0; split(); rows_before_ += static_cast<std::uint32_t>(count_)) note_places();
  }

  [[nodiscard]] std::vector<std::uint32_t> kept() const {
    std::vector<bool> is_dropped(rows_before_);
    for (const std::uint32_t row : dropped_) is_dropped[row] = true;
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < rows_before_; ++row) {
      if (!is_dropped[row]) rows.push_back(row);
    }
    return rows;
  }

  const CsvSchema& schema_;
  const CsvPiece& piece_;
  const char* const end_;  // of what can be read
  const char delimiter_;
  const char decimal_point_;
  const CsvNulls nulls_;
  const bool is_utf8_;  // all of the piece: then its texts need no look
  CsvSplitter splitter_;
  std::optional<PlainRecords> plain_;  // in its place, where the piece has no quotes
  const std::size_t rows_at_a_time_;
  std::vector<CsvCell> cells_;             // of the records in hand, one record behind the other
  std::vector<std::string_view> records_;  // in hand
  std::size_t count_ = 0;                  // of these
  std::uint32_t rows_before_ = 0;
  RowsBuilder builder_;
  std::vector<std::uint32_t> places_;   // of the rows, in bytes from where the piece begins
  std::vector<std::uint32_t> dropped_;  // rows that the file has malformed; some more than once
  MalformedRecords malformed_;
};

}  // namespace

CsvParser::CsvParser(CsvDialect dialect, CsvSchema schema) : dialect_(std::move(dialect)), schema_(std::move(schema)) {}

CsvSlice CsvParser::parse(const CsvPiece& piece) const {
  return Conversion(dialect_, schema_, piece).run();
}

}  // namespace weir::stages
