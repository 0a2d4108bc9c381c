#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// `rows.rename`: the same columns, some of them with other names.
class RowsRename final : public Transform<Rows, Rows> {
 public:
  struct Params {
    std::vector<std::pair<PlacedText, PlacedText>> columns;  // old and new names
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// Throws `Error` when there is no such column, or two would have one name.
  RowsRename(const Params& params, const Columns& in);

  void process(std::span<Rows> slices, Output<Rows>& out) override;

 private:
  Columns out_;
};

}  // namespace weir::stages
