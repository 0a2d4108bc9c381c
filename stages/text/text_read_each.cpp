#include "text/text_read_each.hpp"

#include <span>
#include <string>

namespace weir::stages {

void TextReadEach::describe(Description<Params>& d) {
  d.summary("Reads the text of each path that comes in and cuts it into slices at white space.");
  d.details(
      std::string("Takes paths (strings) and makes slices, so several replicas read several files at once. What a path may be is as for "
                  "text.paths.\n\n") +
      kSlicesText + "\n\n" + kSkippingText +
      "\n\nWith on_error: skip, or where another stage reads NAME.rejected, a path with a file that cannot be read is rejected: the item "
      "is the path, origin is the file, the reason says what is wrong, and the command ends with 0. What has been read of the path before "
      "stays; where the path is a folder, its other files are not read, so list them by text.paths. on_error: {retry: 3, backoff: 1s} "
      "tries again first, unless a part has been read already; a pipe is read once.");
  d.example(
      "- name: paths\n"
      "  kind: text.paths\n"
      "  params: {paths: [data]}\n"
      "- name: text\n"
      "  kind: text.read_each\n"
      "  inputs: [paths]\n");
  d.preferred_batch_size(1);
  d.repeatable();
  describe_slices(d);
  d.memory([](const Params& params) { return memory_of_slices(params.slice_size); });
}

void TextReadEach::open(std::string&& path) try { files_.open(std::span<const std::string>(&path, 1)); } catch (const MemoryError&) {
  throw;
} catch (const Error& error) {
  throw ItemError(error.what(), path);
}

Next TextReadEach::produce(Output<TextSlice>& out) try { return files_.produce(out); } catch (const Unreadable& error) {
  throw ItemError(error.what(), files_.files()[files_.file()]);
}

}  // namespace weir::stages
