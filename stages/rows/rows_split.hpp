#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "rows/field_rows.hpp"
#include "rows/field_splitter.hpp"
#include "rows/log_formats.hpp"
#include "rows/on_malformed.hpp"

namespace weir::stages {

/// `rows.split`: the parts of a text, between literal separators, as columns.
class RowsSplit final : public Transform<Rows, Rows> {
 public:
  struct Params {
    PlacedText column = "line";
    std::optional<PlacedText> pattern = {};
    std::optional<LogFormat> preset = {};
    bool keep = false;
    std::optional<std::vector<std::string>> nulls = {};
    BadValues bad_values = BadValues::malformed;
    std::optional<int> year = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Requires: `columns` has columns for these.
  RowsSplit(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  std::variant<FieldSplitter, SyslogSplitter> splitter_;
  FieldRows fields_;
};

}  // namespace weir::stages
