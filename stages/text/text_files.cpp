#include "text/text_files.hpp"

#include <utility>

namespace weir::stages {

void TextFiles::open(std::vector<std::string> files) {
  files_ = std::move(files);
  next_ = 0;
}

bool TextFiles::produce(Output<TextSlice>& out) {
  while (!out.full() && !out.stopping()) {
    if (!reader_.is_open()) {
      if (next_ == files_.size()) return false;
      reader_.open(files_[next_++]);
    }
    TextSlice slice;
    const auto next = reader_.read(slice);
    if (next == SliceReader::Next::push) out.push(std::move(slice));
    if (next == SliceReader::Next::again) return true;  // so that a run can end while a pipe is silent
  }
  return true;
}

}  // namespace weir::stages
