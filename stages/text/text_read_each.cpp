#include "text/text_read_each.hpp"

#include <span>

#include "text/paths.hpp"

namespace weir::stages {

void TextReadEach::describe(Description<Params>& d) {
  d.summary("Reads the text of each path that comes in and cuts it into slices at white space.");
  d.details(
      "Takes paths (strings) and gives slices, so several replicas read several files at once. What a path may be and where slices are cut "
      "is as for text.read.");
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data]}\n"
      "- name: text\n"
      "  kind: text.read_each\n"
      "  inputs: [paths]\n");
  d.preferred_batch_size(1);
  d.param("slice_size", &Params::slice_size, "bytes of text in a slice").range(kSmallestSlice, kLargestSlice);
}

void TextReadEach::open(std::string&& path) {
  files_.open(expand_paths(std::span<const std::string>(&path, 1)));
}

}  // namespace weir::stages
