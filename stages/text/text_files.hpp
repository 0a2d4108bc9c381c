#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/output.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/slice_reader.hpp"

namespace weir::stages {

/// Bytes a slice has by default: small enough to stay in a core's own cache until it is counted.
inline constexpr Size kDefaultSliceSize{256ULL * 1024};
inline constexpr Size kSmallestSlice{1024};
inline constexpr Size kLargestSlice{1024ULL * 1024 * 1024};

/// The text of files, one after another: what `text.read` and `text.read_each` have in common. One thread at a time.
class TextFiles {
 public:
  /// `slice_size` ≥ 1 byte.
  explicit TextFiles(Size slice_size) : reader_(slice_size.bytes) {}

  /// Begins a list of files. The one before must be at its end.
  void open(std::vector<std::string> files);
  /// Pushes until `out.full()`, or until nothing comes for the moment, and then returns true; false at the end of the last file. Throws
  /// `Error` when a file cannot be read.
  bool produce(Output<TextSlice>& out);
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return reader_.bytes_read(); }

 private:
  std::vector<std::string> files_;
  std::size_t next_ = 0;  // the file to open next
  SliceReader reader_;
};

}  // namespace weir::stages
