#include "text/text_paths.hpp"

#include "text/path_params.hpp"

namespace weir::stages {

void TextPaths::describe(Description<Params>& d) {
  d.summary("Lists files, one path an item, for text.read_each.");
  d.details(kPathsText);
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data], exclude: ['*.gz']}\n");
  describe_paths(d);
}

TextPaths::TextPaths(const Params& params) : files_(expand_paths(texts_of(params.paths), {params.exclude, params.hidden})) {}

Next TextPaths::produce(Output<std::string>& out) {
  while (next_ < files_.size() && !out.full()) out.push(files_[next_++]);
  return next_ < files_.size() ? Next::again : Next::done;
}

std::optional<double> TextPaths::progress() const {
  return static_cast<double>(next_) / static_cast<double>(files_.size());
}

}  // namespace weir::stages
