#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <weir/columns.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/stage.hpp>
#include <weir/stage_factory.hpp>

#include "compression/compressed_output.hpp"
#include "compression/compression_params.hpp"
#include "table/delayed_call.hpp"
#include "table/item_rows.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

/// `table.write`: writes items of any type that can be printed as a table, one row an item, or all rows of `Rows`, rejected ones too. The
/// file appears whole when the stage finishes, or not at all; what came of an input that was cut short is kept as `NAME.partial`. Rows that
/// are held back for the widths of a text are released after a while where they are written as they come. The constructor throws `Error`
/// when the file cannot be made.
class TableWrite final : public Sink<AnyItem> {
 public:
  struct Params {
    std::filesystem::path path = "-";
    TableFormat format = TableFormat::text;
    bool sync = true;
    std::vector<PlacedText> json = {};
    Compress compress = Compress::by_name;
    std::optional<std::uint64_t> level = {};
    bool append = false;
    std::uint32_t max_files = 10'000;
  };
  static void describe(Description<Params>& d);
  /// None; but what is wrong with `json` or the path is reported.
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);
  /// `TableFiles`, where columns are in the path.
  static StageFactory factory(const Params& params);

  /// `in`: the columns, where rows come.
  explicit TableWrite(const Params& params, const Columns& in = {});
  void begin(const ItemType& type) override;
  void consume(std::span<AnyItem> items) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  // How long rows are held back where someone may be watching.
  static constexpr std::chrono::milliseconds kLongestHold{200};

  // The text of so many bytes is written at a time.
  static constexpr std::size_t kTextAtOnce = std::size_t{256} << 10U;

  [[nodiscard]] static StageMemory memory(const Params& params);
  void write_out_some();
  void write_out();
  void release();
  void release_late() noexcept;
  void end_late_release();

  std::mutex mutex_;  // of all that follows: calls, and the late release between them
  CompressedOutput file_;
  bool appends_;              // to a file
  std::uint64_t header_ = 0;  // bytes that only a new file gets
  ItemRows rows_;
  std::string text_;                      // not yet written
  std::optional<std::string> cut_short_;  // says so
  std::exception_ptr late_error_;         // of the late release, for the next call
  std::optional<DelayedCall> later_;      // the late release; last: it uses the others. Made and ended by calls alone
};

}  // namespace weir::stages
