#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "exec/row_format.hpp"
#include "rows/csv_read.hpp"
#include "rows/jsonl_read.hpp"
#include "rows/lines_read.hpp"
#include "rows/malformed_line.hpp"
#include "rows/on_malformed.hpp"
#include "text/raw_file.hpp"

namespace weir::stages {

/// How rows stand in what a program prints: params of the kinds that make rows of it.
struct PrintedFormat {
  RowFormat format = RowFormat::lines;
  std::vector<std::pair<std::string, ColumnType>> columns = {};
  bool number = false;
  std::optional<std::string> delimiter = {};
  bool header = true;
  std::optional<std::string> comment = {};
  bool decimal_comma = false;
  std::vector<std::string> nulls = {""};
  BadValues bad_values = BadValues::malformed;
  OnMalformed on_malformed = OnMalformed::stop;

  /// What is wrong with it, in the param of that name.
  [[nodiscard]] std::optional<Problem> wrong(const std::string& param) const;
  /// Of the rows. What is wrong it reports.
  [[nodiscard]] std::optional<Columns> columns_of_rows(const ErrorScope& errors) const;
  /// What the reader takes.
  [[nodiscard]] StageMemory memory() const;
};

/// Declares these params, but for the format itself. Requires: `Params` derives from `PrintedFormat`.
template <class Params>
void describe_printed(Description<Params>& d) {
  d.param("columns", &Params::columns, "of csv and jsonl, names of the columns to read, and their types");
  d.param("number", &Params::number, "of lines, whether rows have the number of their line");
  d.param("delimiter", &Params::delimiter, "of csv, the character between cells; left out: a comma, with decimal_comma a semicolon");
  d.param("header", &Params::header, "of csv, whether the first record has the names of the columns");
  d.param("comment", &Params::comment, "of csv, a line that begins with this character is skipped");
  d.param("decimal_comma", &Params::decimal_comma, "of csv, whether floats are written 1,5 instead of 1.5");
  d.param("nulls", &Params::nulls, "of csv, cells that are null; a text in quotes never is");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("on_malformed", &Params::on_malformed, "what is done about a malformed line or record");
  for (const char* param : {"columns", "number", "delimiter", "header", "comment", "decimal_comma", "nulls", "bad_values", "on_malformed"})
    d.check(param, [param](const Params& params) { return params.wrong(param); });
}

/// The rows of what a program prints, as the readers of files make them. One thread at a time.
class PrintedRows {
 public:
  using AllOutputs = CsvRead::AllOutputs;

  /// `columns`: as `columns_of_rows` returned them; `name` stands for that of a file.
  PrintedRows(const PrintedFormat& format, const Columns& columns, const std::string& name, const std::shared_ptr<RawInput>& input);

  /// As `produce` of a source.
  Next produce(Output<AllOutputs>& out);
  void counters(Counters& counters) const;

 private:
  std::variant<std::unique_ptr<LinesRead>, std::unique_ptr<CsvRead>, std::unique_ptr<JsonlRead>> reader_;
};

}  // namespace weir::stages
