#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>

#include "rows/csv_nulls.hpp"
#include "rows/field_pattern.hpp"
#include "rows/log_times.hpp"
#include "rows/on_malformed.hpp"

namespace weir::stages {

/// What becomes of the fields of a text.
struct FieldOptions {
  bool keep = false;                    ///< whether the column of the text is kept
  bool bad_values_are_null = false;     ///< whether a value that cannot be read is null; otherwise its row is rejected
  std::vector<std::string> nulls = {};  ///< fields that are null
  std::optional<int> year = {};         ///< of times that have none, as in a syslog
};

/// The columns that rows have when those of the fields are added, without the column `split` of the text unless it is kept. What does not
/// go is reported to `errors`, at the fields' places in `pattern`, and then there is nothing.
[[nodiscard]] std::optional<Columns> with_fields(const Columns& in, std::size_t split, std::span<const Field> fields, bool keep,
                                                 const PlacedText& pattern, const ErrorScope& errors);

/// A row that the fields of its text cannot be added to.
struct UnfitRow {
  std::uint32_t row;
  std::string reason;
};

/// Adds columns to rows that are made of the parts of a text. One thread at a time.
///
/// Some hundred texts are split, and then converted column by column. A field of text is a view of the text that is split.
class FieldRows {
 public:
  /// Requires: `with_fields` has columns for these. Fields without a name have no part in it.
  FieldRows(const Columns& in, std::size_t split, const std::vector<Field>& fields, FieldOptions options);

  /// The rows whose texts fit, with those columns; the others are in `unfit` until the next call, each once, in their order. Of a text that
  /// is null all fields are. `Splitter` is as `FieldSplitter`; a field whose data is a null pointer is null.
  template <class Splitter>
  [[nodiscard]] Rows add(const Rows& slice, const Splitter& splitter) {
    begin(slice);
    const std::span<const std::string_view> texts = slice.values<std::string_view>(split_);
    for (std::uint32_t first = 0; first < slice.size(); first += rows_at_a_time_) {
      const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(first + rows_at_a_time_, slice.size()));
      for (std::uint32_t row = first; row < end; ++row) {
        std::string_view* const fields = cells_.data() + std::size_t{row - first} * width_;
        const std::string_view text = texts[row].data() == nullptr ? std::string_view("") : texts[row];
        if (!slice.is_null(split_, row) && splitter.split(text, fields)) continue;
        std::fill_n(fields, width_, std::string_view());
        if (!slice.is_null(split_, row)) add_unfit(row, text, splitter.why_not(text));
      }
      convert(first, end - first);
    }
    return end(slice);
  }

  [[nodiscard]] std::span<const UnfitRow> unfit() const noexcept { return unfit_; }

 private:
  void begin(const Rows& slice);
  void add_unfit(std::uint32_t row, std::string_view text, const std::string& why);
  void convert(std::uint32_t first, std::uint32_t count);
  template <ColumnValue T, class Read>
  void convert(std::size_t field, std::uint32_t first, std::uint32_t count, Read read);
  void convert_texts(std::size_t field, std::uint32_t count);
  [[nodiscard]] Rows end(const Rows& slice);

  Columns in_, out_;
  std::size_t split_;
  std::size_t width_;  // fields of a row
  std::uint32_t rows_at_a_time_;
  bool keep_;
  bool bad_values_are_null_;
  CsvNulls nulls_;
  LogTimes times_;
  std::vector<Column> fields_;
  std::vector<ColumnBuilder> builders_;
  std::vector<std::string_view> cells_;  // of the texts in hand, one text behind the other
  std::vector<UnfitRow> unfit_;
};

}  // namespace weir::stages
