#include "text/text_files.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "text/file_status.hpp"

namespace weir::stages {

void TextFiles::open(std::span<const std::string> paths, const PathOptions& options) {
  std::vector<std::string> missing;
  files_ = expand_paths(paths, options, on_unreadable_ == OnUnreadable::skip ? &missing : nullptr);
  next_ = 0;
  if (reader_.is_open()) reader_.abandon();  // a drain broke it off
  for (const std::string& why : missing) skipped_.push_back(why + "; skipped");
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
  if (on_unreadable_ == OnUnreadable::stop) throw;
  skip(error.what());
  return SliceReader::Next::open;
}

void TextFiles::skip(const std::string& why) {
  skipped_.push_back(why + (reader_.has_sent() ? "; the rest of it skipped" : "; skipped"));
  if (const FileStatus status = FileStatus::of(files_[next_ - 1]); status.is_regular())
    skipped_bytes_ += status.size - std::min(status.size, reader_.bytes_read_of_file());
  reader_.abandon();
}

bool TextFiles::text_is_left() const {
  return reader_.has_more() || any_is_regular(std::span(files_).subspan(next_));
}

void TextFiles::counters(Counters& counters) const {
  counters.add("files_skipped", skipped_.size());
  for (const std::string& line : skipped_) counters.add_missing(line);
}

}  // namespace weir::stages
