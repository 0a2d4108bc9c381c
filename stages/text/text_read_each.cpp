#include "text/text_read_each.hpp"

#include <span>
#include <string>

namespace weir::stages {

void TextReadEach::describe(Description<Params>& d) {
  d.summary("Reads the text of each path that comes in and cuts it into slices at white space.");
  d.details(
      std::string("Takes paths (strings) and makes slices, so several replicas read several files at once. What a path may be is as for "
                  "text.paths.\n\n") +
      kSlicesText);
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data]}\n"
      "- name: text\n"
      "  kind: text.read_each\n"
      "  inputs: [paths]\n");
  d.preferred_batch_size(1);
  describe_slices(d);
}

void TextReadEach::open(std::string&& path) {
  files_.open(std::span<const std::string>(&path, 1));
}

}  // namespace weir::stages
