#include "text/text_paths.hpp"

#include "text/path_params.hpp"

namespace weir::stages {

void TextPaths::describe(Description<Params>& d) {
  d.summary("Lists files, one path an item, for text.read_each.");
  d.details(
      std::string(kPathsText) +
      "\n\non_unreadable says what is done about a folder in a folder that cannot be listed, or a file that cannot be looked at. With skip "
      "it is passed over, named in the report and counted there as files_skipped, as is a path that means no file, and the command ends "
      "with 1. With pass_on it is passed on as if it were a file, so that text.read_each says what is wrong with it, and rejects it where "
      "its on_error says so.");
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data], exclude: ['*.gz']}\n");
  describe_paths(d);
  d.param("on_unreadable", &Params::on_unreadable, "what is done about a folder that cannot be listed");
}

std::vector<std::string> TextPaths::files(const Params& params) {
  return files_meant(params);
}

TextPaths::TextPaths(const Params& params)
    : files_(expand_paths(texts_of(params.paths), {params.exclude, params.hidden, params.on_unreadable == OnUnlisted::pass_on},
                          params.on_unreadable == OnUnlisted::skip ? &skipped_ : nullptr)) {}

Next TextPaths::produce(Output<std::string>& out) {
  while (next_ < files_.size() && !out.full()) out.push(files_[next_++]);
  return next_ < files_.size() ? Next::again : Next::done;
}

std::optional<double> TextPaths::progress() const {
  return files_.empty() ? 1 : static_cast<double>(next_) / static_cast<double>(files_.size());
}

void TextPaths::counters(Counters& counters) const {
  counters.add("files_skipped", skipped_.size());
  for (const std::string& line : skipped_) counters.add_missing(line + "; skipped");
}

}  // namespace weir::stages
