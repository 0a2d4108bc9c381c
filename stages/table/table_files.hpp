#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include <weir/columns.hpp>
#include <weir/stage.hpp>

#include "table/item_rows.hpp"
#include "table/output_files.hpp"
#include "table/path_of_row.hpp"
#include "table/table_write.hpp"

namespace weir::stages {

/// `table.write` with columns in its path: each row goes to the file that its values name. All files appear whole when the stage finishes,
/// or none; what came of an input that was cut short is kept as `NAME.partial` beside each.
class TableFiles final : public Sink<AnyItem> {
 public:
  /// `in`: the columns of the rows. Requires: `TableWrite::columns` found nothing wrong.
  TableFiles(const TableWrite::Params& params, const Columns& in);
  void begin(const ItemType& type) override;
  void consume(std::span<AnyItem> items) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  const TableWrite::Params params_;
  PathOfRow path_;
  ItemRows rows_;
  std::optional<OutputFiles> files_;
  std::optional<std::size_t> kept_;  // as `NAME.partial`, when the input was cut short
};

}  // namespace weir::stages
