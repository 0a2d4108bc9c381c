#include "text/text_read.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "text/paths.hpp"

namespace weir::stages {

namespace {

std::optional<std::uint64_t> total_size(const std::vector<std::string>& files) {
  std::uint64_t total = 0;
  for (const auto& file : files) {
    std::error_code code;
    if (file == kStandardInput || !std::filesystem::is_regular_file(file, code)) return std::nullopt;
    const auto size = std::filesystem::file_size(file, code);
    if (code) return std::nullopt;
    total += size;
  }
  return total;
}

}  // namespace

void TextRead::describe(Description<Params>& d) {
  d.summary("Reads text from files and cuts it into slices at white space.");
  d.details(
      "Each path is a file, a directory (all regular files in it and below, sorted by path; directories behind symbolic links are not "
      "entered), a pattern with *, ? or [...], or - for the standard input. Files are read in the order given.\n\n"
      "Slices are cut only at ASCII white space, so no word is torn, however long: a word longer than slice_size makes its slice larger, "
      "and "
      "needs up to three times its length in memory for a moment. The end of a file ends a word. Buffers are used again when a slice is "
      "done with; a file is never held whole. From a pipe or a terminal, what has come is sent on when nothing more follows at once.");
  d.example(
      "- name: text\n"
      "  kind: text.read\n"
      "  params: {paths: [data/book.txt]}\n");
  d.param("paths", &Params::paths, "files, directories, patterns, or - for the standard input").required().not_empty();
  d.param("slice_size", &Params::slice_size, "bytes of text in a slice").range(kSmallestSlice, kLargestSlice);
}

TextRead::TextRead(const Params& params) : files_(params.slice_size) {
  auto files = expand_paths(params.paths);
  total_bytes_ = total_size(files);
  files_.open(std::move(files));
}

std::optional<double> TextRead::progress() const {
  if (!total_bytes_) return std::nullopt;
  if (*total_bytes_ == 0) return 1.0;
  return std::min(1.0, static_cast<double>(files_.bytes_read()) / static_cast<double>(*total_bytes_));
}

}  // namespace weir::stages
