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
#include <weir/stages/text_slice.hpp>

#include "rows/jsonl_parser.hpp"
#include "rows/malformed_line.hpp"
#include "rows/on_malformed.hpp"
#include "rows/pieces_ahead.hpp"
#include "text/text_files.hpp"
#include "text/total_size.hpp"

namespace weir::stages {

/// `jsonl.read`: each line of files as a row, from the object that it is. It looks up all paths when it is made. Malformed lines leave by
/// another output.
class JsonlRead final : public Source<Outputs<Rows, Named<"rejected", MalformedLine>>> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    std::vector<std::pair<std::string, ColumnType>> columns = {};
    BadValues bad_values = BadValues::malformed;
    OnMalformed on_malformed = OnMalformed::stop;
    Size slice_size = kDefaultSliceSize;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
    OnUnreadable on_unreadable = OnUnreadable::stop;
  };
  static void describe(Description<Params>& d);
  static std::vector<std::string> files(const Params& params);
  /// Those that the params name, or else those of the first file with an object in it, at whose beginning it looks.
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `columns`: as `columns` returned them.
  JsonlRead(const Params& params, const Columns& columns);
  /// Of what is read in place of a file; its name is that of one. Paths do not count.
  JsonlRead(const Params& params, const Columns& columns, std::string name, std::shared_ptr<RawInput> input);
  Next produce(Output<AllOutputs>& out) override;
  /// Bytes read of all bytes, when every path is a regular file.
  [[nodiscard]] std::optional<double> progress() const override;
  /// A pipe that comes last is at its end when a drain says so; a file, when all of it has been sent on.
  [[nodiscard]] bool cut_by_drain() const override { return !pieces_.empty() || files_.text_is_left(); }
  void counters(Counters& counters) const override;

 private:
  /// Whole lines, and what is made of them.
  struct Piece {
    TextSlice slice;  // until it is parsed
    std::string_view lines;
    JsonlParser* parser;
    std::size_t file;
    bool begins_file;
    JsonlSlice parsed;
  };

  bool read_piece(Output<AllOutputs>& out);
  void take_piece(TextSlice slice);
  static void parse(Piece& piece);
  void send(Piece& piece, Output<AllOutputs>& out);
  void begin_file(std::size_t file);
  [[nodiscard]] RowOrigin origin_of(JsonlSlice& parsed) const;
  [[nodiscard]] std::string_view without_torn_line(std::string_view text);
  void send_malformed(MalformedRecord record, const std::string& file, Output<AllOutputs>& out);

  Params params_;
  TextFiles files_;
  TotalSize total_size_;
  JsonlSchema schema_;
  std::vector<std::unique_ptr<JsonlParser>> parsers_;  // one for each piece that is parsed at a time
  std::optional<std::size_t> file_;                    // that the last piece came from
  bool in_torn_line_ = false;                          // that is too long, and has been told of
  bool ended_ = false;                                 // the last file
  PiecesAhead<Piece> pieces_;
  std::shared_ptr<const std::string> name_;  // of the file of the next piece to send
  std::uint64_t line_ = 1;                   // of that, on which the piece begins
  std::uint64_t malformed_ = 0;
};

}  // namespace weir::stages
