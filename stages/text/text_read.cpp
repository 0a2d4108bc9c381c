#include "text/text_read.hpp"

#include <algorithm>
#include <string>

#include "text/path_params.hpp"

namespace weir::stages {

void TextRead::describe(Description<Params>& d) {
  d.summary("Reads text from files and cuts it into slices at white space.");
  d.details(std::string(kPathsText) + "\n\n" + kSlicesText);
  d.example(
      "- name: text\n"
      "  kind: text.read\n"
      "  params: {paths: [data/book.txt]}\n");
  describe_paths(d);
  describe_slices(d);
}

TextRead::TextRead(const Params& params) : files_(params.slice_size, params.on_unreadable) {
  files_.open(texts_of(params.paths), {params.exclude, params.hidden});
  total_bytes_ = files_.total_size();
}

std::optional<double> TextRead::progress() const {
  if (!total_bytes_) return std::nullopt;
  if (*total_bytes_ == 0) return 1.0;
  return std::min(1.0, static_cast<double>(files_.bytes_done()) / static_cast<double>(*total_bytes_));
}

}  // namespace weir::stages
