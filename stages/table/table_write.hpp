#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "output/output_file.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

/// `table.write`: writes items of any type that can be printed as a table, one row an item. The file appears whole when the stage finishes,
/// or not at all; what came of an input that was cut short is kept as `NAME.partial`. The constructor throws `Error` when the file
/// cannot be made.
class TableWrite final : public Sink<AnyItem> {
 public:
  static constexpr bool kNeedsColumns = true;

  struct Params {
    std::filesystem::path path = "-";
    TableFormat format = TableFormat::text;
    bool sync = true;
  };
  static void describe(Description<Params>& d);

  explicit TableWrite(const Params& params);
  /// The type of all items; the first call.
  void begin(const ItemType& type);
  void consume(std::span<AnyItem> items) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  void write_out();

  OutputFile file_;
  std::unique_ptr<RowWriter> rows_;
  const ItemType* type_ = nullptr;
  std::vector<Cell> cells_;               // of the row being written
  std::string text_;                      // not yet written
  std::optional<std::string> cut_short_;  // says so
};

}  // namespace weir::stages
