#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weir/columns.hpp>
#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>
#include <weir/waits.hpp>

#include "exec/child_maker.hpp"
#include "exec/printed_rows.hpp"
#include "exec/program_streams.hpp"
#include "exec/row_format.hpp"
#include "table/row_cells.hpp"
#include "table/row_writer.hpp"

namespace weir::stages {

/// `exec.pipe`: a program that reads rows and prints rows, one for each replica. It starts with the first slice, and is waited for without
/// a worker, in both directions at once.
class ExecPipe final : public Expander<Rows, Outputs<Rows, Named<"malformed", MalformedLine>>>, public WaitsForInput {
 public:
  struct Params : PrintedFormat {
    std::vector<PlacedText> command;
    std::optional<RowFormat> input_format = {};
    std::optional<bool> input_header = {};
    std::vector<PlacedText> json = {};
    std::vector<std::pair<std::string, std::string>> env = {};
    std::filesystem::path cwd = {};
    std::vector<int> ok = {0};

    /// How rows stand in what the program reads.
    [[nodiscard]] RowFormat format_read() const noexcept { return input_format.value_or(format); }
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// What is the same for all replicas.
  struct Shared {
    Shared(Params its_params, Columns in, Columns out)
        : params(std::move(its_params)), columns_in(std::move(in)), columns_out(std::move(out)) {}

    const Params params;
    const Columns columns_in;
    const Columns columns_out;
    const std::shared_ptr<ChildMaker> maker = std::make_shared<ChildMaker>();
    std::vector<std::shared_ptr<ProgramStreams>> programs = {};  // of all replicas, which are made by one thread
  };
  explicit ExecPipe(std::shared_ptr<Shared> shared);
  /// When the run is over.
  ~ExecPipe() override;

  void open(Rows&& slice) override;
  Next produce(Output<AllOutputs>& out) override;
  void finish(Output<AllOutputs>& out) override;
  void counters(Counters& counters) const override { printed_.counters(counters); }

 private:
  // The text of so many bytes is written at a time.
  static constexpr std::size_t kTextAtOnce = std::size_t{64} << 10U;

  // A call writes and reads so often, then others have their turn.
  static constexpr int kTurns = 16;

  void write_header();
  [[nodiscard]] bool feed();
  void write_rows();
  void write_row(std::vector<Cell>& cells);
  void let_go_of_slice() noexcept;
  [[nodiscard]] bool has_rows_left() const noexcept { return !unwritten_.empty() || next_row_ < slice_.size(); }
  [[nodiscard]] Next wait_for_more(bool goes_on);
  [[nodiscard]] Next end();

  const std::shared_ptr<Shared> shared_;
  const std::shared_ptr<ProgramStreams> program_;
  PrintedRows printed_;
  RowCells row_cells_;
  const std::unique_ptr<RowWriter> writer_;
  const bool has_header_;
  const bool is_text_;  // a line is a text, as nearly always
  bool begun_ = false;
  bool ended_ = false;       // the program, and all that it printed has been pushed
  bool has_enough_ = false;  // it takes no more, though there is more
  Rows slice_;
  std::size_t next_row_ = 0;    // of the slice, to be made a text
  std::string text_;            // of some rows
  std::string_view unwritten_;  // the end of it
};

}  // namespace weir::stages
