#include "rows/lines_read.hpp"

#include <memory>
#include <tuple>
#include <utility>

#include "rows/lines_follow.hpp"
#include "text/path_params.hpp"

namespace weir::stages {

namespace {

constexpr const char* kFollowText =
    "With follow: true the files are read on as they grow, until the run is drained (the first Ctrl-C); a line is a row within 100 ms of "
    "its line end. Each path is then the name of one file, which need not be there yet, and is read from its front; directories, patterns, "
    "pipes and the standard input are refused. A file that has lost its name to another is read on, beside that, until that one has lost "
    "it, too; one that was deleted, until nothing has come for 5 s. The end of such a file ends its last line. A file that becomes "
    "shorter, or whose bytes before the place that was read are others, is read again from its front: what was written to it shortly "
    "before it was truncated, and not read yet, is lost. A drain passes on all whole lines that the files have at that moment; a last line "
    "without a line end may be half of one, and is counted as unfinished_lines.\n\n"
    "Files are waited for without a worker, by inotify; where a file system sends no such notices, by a look each second. A file that "
    "cannot be opened when it appears is tried for 5 s. With on_unreadable: skip its path is not followed any further.";

// What becomes of params that only directories and patterns have a use for.
std::optional<Problem> wrong_for_follow(bool given) {
  if (!given) return std::nullopt;
  return Problem("it has no use where files are followed by their names", "take it away");
}

void describe_following(Description<LinesRead::Params>& d) {
  using Params = LinesRead::Params;
  d.param("follow", &Params::follow, "whether files are read on as they grow, until a drain");
  d.check("paths", [](const Params& params) { return params.follow ? LinesFollow::wrong_paths(params) : std::nullopt; });
  d.check("exclude", [](const Params& params) { return wrong_for_follow(params.follow && !params.exclude.empty()); });
  d.check("hidden", [](const Params& params) { return wrong_for_follow(params.follow && params.hidden); });
}

}  // namespace

void LinesRead::describe(Description<Params>& d) {
  d.summary("Reads each line of text files as a row.");
  d.details(
      std::string("A row has the column line (text), without its line end, LF or CR LF; the end of a file ends a line, and any other CR is "
                  "a part of its line. With file: true it has file (text), the path, too, and with number: true number (int), which counts "
                  "the lines of each file from 1.\n\n") +
      kPathsText +
      "\n\nSome thousand lines travel together: as many as fit into slice_size. A longer one makes its slice larger, and needs up to three "
      "times its length in memory for a moment. Lines are not looked into: that they are UTF-8 is for those who read them.\n\n" +
      kSkippingText + "\n\n" + kFollowText);
  d.example(
      "- name: lines\n"
      "  kind: lines.read\n"
      "  params: {paths: [data/book.txt], number: true}\n");
  describe_paths(d);
  d.param("file", &Params::file, "whether rows have the path of their file");
  d.param("number", &Params::number, "whether rows have the number of their line");
  describe_slices(d);
  describe_following(d);
  d.memory([](const Params& params) {
    StageMemory memory = memory_of_slices(params.slice_size);
    // Half a line of each of the two files of a path.
    if (params.follow)
      memory.replica = *memory.replica + 2 * params.paths.size() * heap_block(params.slice_size.bytes + TextSlice::kPadding);
    return memory;
  });
}

std::optional<Columns> LinesRead::columns(const Params& params, const Columns&, const ErrorScope&) {
  return SliceLines::columns(params.file, params.number);
}

std::vector<std::string> LinesRead::files(const Params& params) {
  return files_meant(params);
}

StageFactory LinesRead::factory(const Params& params) {
  if (params.follow) return StageFactory::of<LinesFollow>([params] { return std::make_unique<LinesFollow>(params); });
  return StageFactory::of<LinesRead>([params] { return std::make_unique<LinesRead>(params); });
}

LinesRead::LinesRead(const Params& params)
    : files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines), lines_(params.file, params.number) {
  files_.open(texts_of(params.paths), {params.exclude, params.hidden});
  total_size_ = TotalSize(files_.files());
}

LinesRead::LinesRead(const Params& params, std::string name, std::shared_ptr<RawInput> input)
    : files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines), lines_(params.file, params.number) {
  files_.open(std::move(name), std::move(input));
}

// One slice, as `TextFiles::produce`.
Next LinesRead::produce(Output<Rows>& out) {
  if (out.full()) return Next::again;
  TextSlice slice;
  const TextFiles::Got got = files_.next(slice);
  if (got == TextFiles::Got::end) return Next::done;
  if (got == TextFiles::Got::slice) {
    if (!name_ || files_.file() != file_) begin_file();
    out.push(lines_.rows_of(slice, name_, line_));
  } else {
    out.flush();  // a silent pipe must not keep what has come already
  }
  if (files_.waits()) std::ignore = out.stopping();
  return Next::again;
}

void LinesRead::begin_file() {
  file_ = files_.file();
  name_ = std::make_shared<const std::string>(files_.files()[file_]);
  line_ = 0;
}

std::optional<double> LinesRead::progress() const {
  return total_size_.part(files_.bytes_done());
}

}  // namespace weir::stages
