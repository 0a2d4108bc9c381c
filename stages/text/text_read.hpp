#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/text_files.hpp"

namespace weir::stages {

/// `text.read`: the text of files, cut into slices at white space. The constructor looks up all paths and throws `Error` when one means no
/// file; the files are opened one by one as the stream gets to them.
class TextRead final : public Source<TextSlice> {
 public:
  struct Params {
    std::vector<std::string> paths;
    Size slice_size = kDefaultSliceSize;
  };
  static void describe(Description<Params>& d);

  explicit TextRead(const Params& params);
  bool produce(Output<TextSlice>& out) override { return files_.produce(out); }
  /// Bytes read of all bytes, when every path is a regular file.
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  TextFiles files_;
  std::optional<std::uint64_t> total_bytes_;  // of all files, when it is known
};

}  // namespace weir::stages
