#pragma once

#include <string>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/text_files.hpp"

namespace weir::stages {

/// `text.read_each`: for each path that comes in, the text of its files in slices, as `text.read` cuts them.
class TextReadEach final : public Expander<std::string, TextSlice> {
 public:
  struct Params {
    Size slice_size = kDefaultSliceSize;
    OnUnreadable on_unreadable = OnUnreadable::stop;
  };
  static void describe(Description<Params>& d);

  explicit TextReadEach(const Params& params) : files_(params.slice_size, params.on_unreadable) {}
  /// Throws `ItemError` when the path means no file, unless such are skipped; so does `produce` when a file cannot be read.
  void open(std::string&& path) override;
  Next produce(Output<TextSlice>& out) override;
  void counters(Counters& counters) const override { files_.counters(counters); }

 private:
  TextFiles files_;
};

}  // namespace weir::stages
