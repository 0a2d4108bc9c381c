#include "text/text_read.hpp"

#include <string>

#include "text/path_params.hpp"

namespace weir::stages {

void TextRead::describe(Description<Params>& d) {
  d.summary("Reads text from files and cuts it into slices at white space.");
  d.details(std::string(kPathsText) + "\n\n" + kSlicesText + "\n\n" + kSkippingText);
  d.example(
      "- name: text\n"
      "  kind: text.read\n"
      "  params: {paths: [data/book.txt]}\n");
  describe_paths(d);
  describe_slices(d);
  d.memory([](const Params& params) { return memory_of_slices(params.slice_size); });
}

std::vector<std::string> TextRead::files(const Params& params) {
  return files_meant(params);
}

TextRead::TextRead(const Params& params) : files_(params.slice_size, params.on_unreadable) {
  files_.open(texts_of(params.paths), {params.exclude, params.hidden});
  total_size_ = TotalSize(files_.files());
}

std::optional<double> TextRead::progress() const {
  return total_size_.part(files_.bytes_done());
}

}  // namespace weir::stages
