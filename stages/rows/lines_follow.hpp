#pragma once

#include <chrono>
#include <optional>

#include <weir/description.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>
#include <weir/waits.hpp>

#include "rows/lines_read.hpp"
#include "rows/slice_lines.hpp"
#include "text/followed_files.hpp"

namespace weir::stages {

/// `lines.read` with `follow: true`: each line that is written to files as a row, until a drain. It waits without a worker.
class LinesFollow final : public Source<Rows>, public Waits {
 public:
  /// What is wrong with the paths, as far as that can be known before the run.
  [[nodiscard]] static std::optional<Problem> wrong_paths(const LinesRead::Params& params);

  explicit LinesFollow(const LinesRead::Params& params);
  Next produce(Output<Rows>& out) override;
  /// A file that grows has no end: it is read as far as it goes.
  [[nodiscard]] bool cut_by_drain() const override { return false; }
  [[nodiscard]] bool drains_itself() const override { return true; }
  void counters(Counters& counters) const override { files_.counters(counters); }

 private:
  // While lines come, how long they are left to gather. A reading for each single line would keep a core busy.
  static constexpr std::chrono::milliseconds kGather{2};

  [[nodiscard]] Next gather();

  FollowedFiles files_;
  SliceLines lines_;
  bool has_read_ = false;  // since it waited
  bool drains_ = false;
};

}  // namespace weir::stages
