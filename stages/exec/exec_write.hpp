#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/stage.hpp>

#include "exec/program_input.hpp"
#include "exec/row_format.hpp"
#include "system/output_file.hpp"
#include "table/item_rows.hpp"

namespace weir::stages {

/// `exec.write`: writes items to a program, and what that prints into a file, which appears whole when the program has ended well, or not
/// at all. The constructor throws `Error` when the file cannot be made.
class ExecWrite final : public Sink<AnyItem> {
 public:
  struct Params {
    std::vector<PlacedText> command;
    RowFormat format = RowFormat::lines;
    bool header = true;
    std::vector<PlacedText> json = {};
    std::filesystem::path path = "-";
    bool sync = true;
    std::vector<std::pair<std::string, std::string>> env = {};
    std::filesystem::path cwd = {};
    std::vector<int> ok = {0};
  };
  static void describe(Description<Params>& d);
  /// None; but what is wrong with the program, the columns and `json` is reported.
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `in`: the columns, where rows come.
  explicit ExecWrite(const Params& params, const Columns& in = {});
  void begin(const ItemType& type) override;
  void consume(std::span<AnyItem> items) override;
  void finish() override;
  void finish_partial() override;
  void counters(Counters& counters) const override;

 private:
  // The text of so many bytes is written at a time.
  static constexpr std::size_t kTextAtOnce = std::size_t{64} << 10U;

  void write_out();

  OutputFile printed_;
  ProgramInput program_;
  std::string name_;  // of the program, for messages
  ItemRows rows_;
  bool has_header_;
  std::string text_;                    // not yet written
  std::vector<std::string> cut_short_;  // says so
};

}  // namespace weir::stages
