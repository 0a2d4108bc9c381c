#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>
#include <weir/stage_memory.hpp>

#include "rows/csv_cutter.hpp"
#include "rows/csv_dialect.hpp"
#include "rows/csv_parser.hpp"
#include "rows/csv_sniffer.hpp"
#include "rows/malformed_line.hpp"
#include "rows/on_malformed.hpp"
#include "rows/pieces_ahead.hpp"
#include "text/file_bytes.hpp"
#include "text/skipped_files.hpp"
#include "text/total_size.hpp"

namespace weir::stages {

/// `csv.read`: rows from CSV files, one after another. It looks up all paths when it is made, and decides on the delimiter. Malformed
/// records leave by another output.
class CsvRead final : public Source<Outputs<Rows, Named<"rejected", MalformedLine>>> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    std::vector<std::pair<std::string, ColumnType>> columns = {};
    std::optional<std::string> delimiter = {};
    bool header = true;
    std::optional<std::string> comment = {};
    bool decimal_comma = false;
    std::vector<std::string> nulls = {""};
    BadValues bad_values = BadValues::malformed;
    OnMalformed on_malformed = OnMalformed::stop;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
    OnUnreadable on_unreadable = OnUnreadable::stop;
  };
  static void describe(Description<Params>& d);
  /// What is wrong with the params `delimiter` and `comment`.
  static std::optional<Problem> wrong_delimiter(const Params& params);
  static std::optional<Problem> wrong_comment(const Params& params);
  static std::vector<std::string> files(const Params& params);
  /// Of records that are shorter than what is read at once.
  [[nodiscard]] static StageMemory memory();
  /// Those that the params name, or else those of the first file that has a record, at whose beginning it looks.
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `columns`: as `columns` returned them.
  CsvRead(const Params& params, const Columns& columns);
  /// Of what is read in place of a file; its name is that of one. Paths do not count.
  CsvRead(const Params& params, const Columns& columns, std::string name, std::shared_ptr<RawInput> input);
  Next produce(Output<AllOutputs>& out) override;
  /// Bytes read of all bytes, when every path is a regular file.
  [[nodiscard]] std::optional<double> progress() const override;
  /// A pipe that comes last is at its end when a drain says so; a file, when all of it has been sent on.
  [[nodiscard]] bool cut_by_drain() const override;
  void counters(Counters& counters) const override;

 private:
  /// Bytes that were read and not yet parsed, at the front of memory that rows go on to point into.
  struct Buffer {
    std::shared_ptr<char[]> memory;
    std::size_t capacity = 0;
    std::size_t filled = 0;
    [[nodiscard]] std::string_view bytes() const noexcept { return {memory.get(), filled}; }
  };

  /// Whole records, and what is made of them.
  struct Piece {
    CsvPiece records;
    CsvSlice slice;
  };

  [[nodiscard]] bool read_piece(bool& ended, Output<AllOutputs>& out);
  [[nodiscard]] bool read_once(bool& ended, Output<AllOutputs>& out);
  void open_file();
  [[nodiscard]] bool fill(bool& ended);
  void make_room();
  bool begin_text(bool ended);
  std::size_t whole_records(bool ended);
  std::size_t begin_records(std::size_t size);
  void drop(std::size_t size);
  [[nodiscard]] CsvSchema schema_of(const CsvHead& head);
  [[nodiscard]] std::size_t cell_of(const std::string& column, const std::vector<std::string>& names) const;
  [[nodiscard]] std::size_t width_of_all(std::size_t cells);
  [[nodiscard]] std::string other_delimiter() const;
  void take_piece(std::size_t size, bool ended);
  void parse(Piece& piece) const;
  void send(CsvSlice slice, Output<AllOutputs>& out);
  void end_file();
  [[nodiscard]] const std::string& file() const noexcept { return files_[next_ - 1]; }

  Params params_;
  CsvDialect dialect_;
  Columns columns_;
  SkippedFiles skipped_;
  std::vector<std::string> files_;
  std::size_t next_ = 0;                     // the file to open next
  std::shared_ptr<const std::string> name_;  // of the one before, for rows
  TotalSize total_size_;
  std::optional<std::size_t> width_;  // of all records, where there is no header
  FileBytes file_;
  Buffer buffer_;
  std::size_t seen_ = 0;             // bytes of the buffer that the cutter has
  std::uint64_t line_ = 1;           // of the file, on which the buffer begins
  std::optional<CsvCutter> cutter_;  // once it is known that the file is text
  std::optional<CsvParser> parser_;  // once its first record is there
  bool has_rows_ = false;            // of the file there is a piece, at least
  PiecesAhead<Piece> pieces_;
  std::uint64_t malformed_ = 0;
};

}  // namespace weir::stages
