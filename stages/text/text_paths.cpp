#include "text/text_paths.hpp"

#include "text/paths.hpp"

namespace weir::stages {

void TextPaths::describe(Description<Params>& d) {
  d.summary("Lists files, one path an item, for text.read_each.");
  d.details(
      "Each path is a file, a directory (all regular files in it and below, sorted by path), a pattern with *, ? or [...], or - for the "
      "standard input.");
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data]}\n");
  d.param("paths", &Params::paths, "files, directories, patterns, or - for the standard input").required().not_empty();
}

TextPaths::TextPaths(const Params& params) : files_(expand_paths(params.paths)) {}

bool TextPaths::produce(Output<std::string>& out) {
  while (next_ < files_.size() && !out.full()) out.push(files_[next_++]);
  return next_ < files_.size();
}

std::optional<double> TextPaths::progress() const {
  return static_cast<double>(next_) / static_cast<double>(files_.size());
}

}  // namespace weir::stages
