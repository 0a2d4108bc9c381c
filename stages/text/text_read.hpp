#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/text_files.hpp"
#include "text/total_size.hpp"

namespace weir::stages {

/// `text.read`: the text of files, cut into slices at white space. The constructor looks up all paths and throws `Error` when one means no
/// file, unless such are skipped; the files are opened one by one as the stream gets to them.
class TextRead final : public Source<TextSlice> {
 public:
  struct Params {
    std::vector<std::filesystem::path> paths;
    Size slice_size = kDefaultSliceSize;
    std::vector<std::string> exclude = {};
    std::optional<bool> hidden = {};
    OnUnreadable on_unreadable = OnUnreadable::stop;
  };
  static void describe(Description<Params>& d);
  static std::vector<std::string> files(const Params& params);

  explicit TextRead(const Params& params);
  Next produce(Output<TextSlice>& out) override { return files_.produce(out); }
  /// Bytes read of all bytes, when every path is a regular file.
  [[nodiscard]] std::optional<double> progress() const override;
  /// A pipe or a terminal that comes last is at its end when a drain says so; a file, when all of it has been sent on.
  [[nodiscard]] bool cut_by_drain() const override { return files_.text_is_left(); }
  void counters(Counters& counters) const override { files_.counters(counters); }

 private:
  TextFiles files_;
  TotalSize total_size_;
};

}  // namespace weir::stages
