#include "rows/lines_read.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <tuple>
#include <utility>

#include "text/path_params.hpp"

namespace weir::stages {

namespace {

Columns columns_of(const LinesRead::Params& params) {
  std::vector<Column> columns{{"line", ColumnType::text}};
  if (params.file) columns.push_back({"file", ColumnType::text});
  if (params.number) columns.push_back({"number", ColumnType::integer});
  return Columns(std::move(columns));
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
      kSkippingText);
  d.example(
      "- name: lines\n"
      "  kind: lines.read\n"
      "  params: {paths: [data/book.txt], number: true}\n");
  describe_paths(d);
  d.param("file", &Params::file, "whether rows have the path of their file");
  d.param("number", &Params::number, "whether rows have the number of their line");
  describe_slices(d);
  d.memory([](const Params& params) { return memory_of_slices(params.slice_size); });
}

std::optional<Columns> LinesRead::columns(const Params& params, const Columns&, const ErrorScope&) {
  return columns_of(params);
}

std::vector<std::string> LinesRead::files(const Params& params) {
  return files_meant(params);
}

LinesRead::LinesRead(const Params& params) : params_(params), files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines) {
  files_.open(texts_of(params.paths), {params.exclude, params.hidden});
  total_size_ = TotalSize(files_.files());
}

LinesRead::LinesRead(const Params& params, std::string name, std::shared_ptr<RawInput> input)
    : params_(params), files_(params.slice_size, params.on_unreadable, SliceReader::Cut::lines) {
  files_.open(std::move(name), std::move(input));
}

// One slice, as `TextFiles::produce`.
Next LinesRead::produce(Output<Rows>& out) {
  if (out.full()) return Next::again;
  TextSlice slice;
  const TextFiles::Got got = files_.next(slice);
  if (got == TextFiles::Got::end) return Next::done;
  if (got == TextFiles::Got::slice)
    out.push(rows_of(slice));
  else
    out.flush();  // a silent pipe must not keep what has come already
  if (files_.waits()) std::ignore = out.stopping();
  return Next::again;
}

Rows LinesRead::rows_of(const TextSlice& slice) {
  if (!name_ || files_.file() != file_) begin_file();
  if (params_.file) names_.share({name_, name_->capacity()});
  const std::uint64_t first_line = line_ + 1;
  lines_.share({std::make_shared<const TextSlice>(slice), footprint(slice)});
  for (std::string_view rest = slice.text(); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
    lines_.append_shared(line);
    if (params_.file) names_.append_shared(*name_);
    ++line_;
    if (params_.number) numbers_.append(line_);
  }
  std::vector<ColumnValues> values;
  values.push_back(lines_.build());
  if (params_.file) values.push_back(names_.build());
  if (params_.number) values.push_back(numbers_.build());
  return {columns_of(params_), std::move(values), RowOrigin(name_, first_line)};
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
