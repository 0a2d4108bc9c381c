#include "text/text_files.hpp"

#include <tuple>
#include <utility>

#include "text/file_status.hpp"

namespace weir::stages {

void TextFiles::open(std::span<const std::string> paths, const PathOptions& options) {
  files_ = skipped_.expand(paths, options);
  next_ = 0;
  if (reader_.is_open()) reader_.abandon();  // a drain broke it off
}

void TextFiles::open(std::string name, std::shared_ptr<RawInput> input) {
  reader_.read_from(std::move(input));
  files_ = {std::move(name)};
  next_ = 0;
}

// One slice, so that a run can be stopped after each. In a drain a file is read to its end, and a pipe, which may have none, is not waited
// for.
Next TextFiles::produce(Output<TextSlice>& out) {
  if (out.full()) return Next::again;
  TextSlice slice;
  const Got got = next(slice);
  if (got == Got::end) return Next::done;
  if (got == Got::slice)
    out.push(std::move(slice));
  else
    out.flush();  // a silent pipe must not keep what has come already
  if (reader_.waits()) std::ignore = out.stopping();
  return Next::again;
}

TextFiles::Got TextFiles::next(TextSlice& slice) {
  auto next = SliceReader::Next::open;
  while (next == SliceReader::Next::open) {
    if (!reader_.is_open() && next_ == files_.size()) return Got::end;
    next = read(slice);
  }
  return next == SliceReader::Next::push ? Got::slice : Got::nothing;
}

// Opens the next file when none is open, and reads once.
SliceReader::Next TextFiles::read(TextSlice& slice) try {
  if (!reader_.is_open()) reader_.open(files_[next_++]);
  return reader_.read(slice);
} catch (const Unreadable& error) {
  if (!skipped_.wanted()) throw;
  skipped_.add(files_[next_ - 1], error.what(), reader_.bytes_read_of_file(), reader_.has_sent());
  reader_.abandon();
  return SliceReader::Next::open;
}

bool TextFiles::text_is_left() const {
  return reader_.has_more() || any_is_regular(std::span(files_).subspan(next_));
}

}  // namespace weir::stages
