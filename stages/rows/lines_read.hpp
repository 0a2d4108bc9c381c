#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/error_scope.hpp>
#include <weir/rows.hpp>
#include <weir/stage.hpp>
#include <weir/stage_factory.hpp>

#include "rows/slice_lines.hpp"
#include "text/text_files.hpp"
#include "text/total_size.hpp"

namespace weir::stages {

/// `lines.read`: each line of files as a row. As `text.read`, it looks up all paths when it is made.
class LinesRead final : public Source<Rows> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    bool file = false;
    bool number = false;
    Size slice_size = kDefaultSliceSize;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
    OnUnreadable on_unreadable = OnUnreadable::stop;
    bool follow = false;
  };
  static void describe(Description<Params>& d);
  static std::vector<std::string> files(const Params& params);
  static std::optional<Columns> columns(const Params& params, const Columns& in, const ErrorScope& errors);

  /// With `follow`, of a `LinesFollow`.
  static StageFactory factory(const Params& params);

  explicit LinesRead(const Params& params);
  /// Of what is read in place of a file; its name is that of one. Paths do not count.
  LinesRead(const Params& params, std::string name, std::shared_ptr<RawInput> input);
  Next produce(Output<Rows>& out) override;
  /// Bytes read of all bytes, when every path is a regular file.
  [[nodiscard]] std::optional<double> progress() const override;
  /// A pipe or a terminal that comes last is at its end when a drain says so; a file, when all of it has been sent on.
  [[nodiscard]] bool cut_by_drain() const override { return files_.text_is_left(); }
  void counters(Counters& counters) const override { files_.counters(counters); }

 private:
  void begin_file();

  TextFiles files_;
  SliceLines lines_;
  TotalSize total_size_;
  std::size_t file_ = 0;                     // that the last line came from
  std::shared_ptr<const std::string> name_;  // its path, which rows share
  std::uint64_t line_ = 0;                   // that it was, from 1
};

}  // namespace weir::stages
