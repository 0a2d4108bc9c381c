#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

#include "rows/field_rows.hpp"
#include "rows/group_matcher.hpp"
#include "rows/on_malformed.hpp"

namespace weir::stages {

/// `rows.match`: what the named groups of a regular expression match in a text, as columns.
class RowsMatch final : public Transform<Rows, Rows> {
 public:
  struct Params {
    PlacedText column = "line";
    PlacedText pattern;
    std::vector<std::pair<std::string, ColumnType>> types = {};
    bool keep = false;
    std::vector<std::string> nulls = {""};
    BadValues bad_values = BadValues::malformed;
    std::optional<int> year = {};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Requires: `columns` has columns for these.
  RowsMatch(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  GroupMatcher matcher_;
  FieldRows fields_;
};

}  // namespace weir::stages
