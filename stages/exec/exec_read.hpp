#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/placed_text.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>
#include <weir/waits.hpp>

#include "exec/printed_rows.hpp"
#include "exec/program_streams.hpp"
#include "exec/row_format.hpp"
#include "rows/malformed_line.hpp"
#include "rows/on_malformed.hpp"

namespace weir::stages {

/// `exec.read`: rows of what a program prints, as the readers of files make them. The program starts with the first call, and is
/// waited for without a worker.
class ExecRead final : public Source<Outputs<Rows, Named<"rejected", MalformedLine>>>, public Waits {
 public:
  struct Params : PrintedFormat {
    std::vector<PlacedText> command;
    std::vector<std::pair<std::string, std::string>> env = {};
    std::filesystem::path cwd = {};
    std::vector<int> ok = {0};
  };
  static void describe(Description<Params>& d);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// `columns`: as `columns` returned them.
  ExecRead(const Params& params, const Columns& columns);
  Next produce(Output<AllOutputs>& out) override;
  /// What a program has not printed yet is missing.
  [[nodiscard]] bool cut_by_drain() const override { return !program_->at_end(); }
  void counters(Counters& counters) const override;

 private:
  std::shared_ptr<ProgramStreams> program_;
  PrintedRows rows_;
};

}  // namespace weir::stages
