#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <weir/description.hpp>
#include <weir/footprint.hpp>
#include <weir/output.hpp>
#include <weir/stage.hpp>
#include <weir/stage_memory.hpp>
#include <weir/stages/text_slice.hpp>

#include "text/paths.hpp"
#include "text/skipped_files.hpp"
#include "text/slice_pool.hpp"
#include "text/slice_reader.hpp"
#include "text/unreadable.hpp"

namespace weir::stages {

/// Bytes a slice has by default: small enough to stay in a core's own cache until it is counted.
inline constexpr Size kDefaultSliceSize{256ULL * 1024};
inline constexpr Size kSmallestSlice{1024};
inline constexpr Size kLargestSlice{1024ULL * 1024 * 1024};

/// How files are cut into slices, for the details of a kind.
inline constexpr const char* kSlicesText =
    "Slices are cut only at ASCII white space, so no word is torn, however long: a word longer than slice_size makes its slice larger, and "
    "needs up to three times its length in memory for a moment. The end of a file ends a word. Buffers are used again when a slice is done "
    "with; a file is never held whole. From a pipe or a terminal, what has come is sent on when nothing more follows at once.\n\n"
    "A file that is compressed with gzip, zstd, xz, bzip2 or lz4 is recognised by its first bytes, whatever its name, and decompressed "
    "while it is read, from a pipe, too, all its members one after another; zeros behind them are passed over. One that is damaged or cut "
    "short, or has something else behind them, cannot be read from there on; what came before has been sent on by then. A byte order mark "
    "of UTF-8 at the front of a text is not part of it. Texts in UTF-16 or UTF-32, archives (zip, 7z) and other compressions (lzip, "
    "compress) cannot be read, and say so: pipe the text in, as in unzip -p FILE | weir run ..., with - for a path.";

/// What reading takes of memory, beside the slices that are under way: the buffer that is filled, the next one, and those that the pool
/// keeps. Of words, or lines, that are shorter than a slice.
[[nodiscard]] inline StageMemory memory_of_slices(Size slice_size) noexcept {
  return {.replica = (SlicePool::kAlwaysIdle + 2) * heap_block(slice_size.bytes + TextSlice::kPadding)};
}

/// The text of files, one after another: what `text.read` and `text.read_each` have in common. One thread at a time.
class TextFiles {
 public:
  /// `slice_size` ≥ 1 byte; the rest as `SliceReader` has it.
  TextFiles(Size slice_size, OnUnreadable on_unreadable, SliceReader::Cut cut = SliceReader::Cut::words,
            std::size_t longest = SliceReader::kAnyLength)
      : reader_(slice_size.bytes, cut, longest), skipped_(on_unreadable) {}

  /// Starts on the files that `paths` mean. Requires: the files before are at their end. Throws `Error` when a path means no file, unless
  /// such are skipped.
  void open(std::span<const std::string> paths, const PathOptions& options = {});
  /// Starts on what is read in place of a file, with a name for messages.
  void open(std::string name, std::shared_ptr<RawInput> input);
  /// Pushes until `out.full()`, or until nothing comes for the moment, and then returns true; false at the end of the last file. Throws
  /// `Error` when a file cannot be read, unless such are skipped.
  Next produce(Output<TextSlice>& out);

  /// What came of one step.
  enum class Got {
    slice,
    nothing,  ///< nothing comes for the moment
    end,      ///< the last file is at its end
  };
  /// One step of it: the next slice. Throws `Error` as `produce` does.
  Got next(TextSlice& slice);
  /// The number in `files()` of the file that the last slice came from. Requires: there was one.
  [[nodiscard]] std::size_t file() const noexcept { return next_ - 1; }
  /// Whether a pipe or a terminal is open, of which more may come at any time.
  [[nodiscard]] bool waits() const noexcept { return reader_.waits(); }

  [[nodiscard]] const std::vector<std::string>& files() const noexcept { return files_; }
  /// Bytes of the files so far, with those that were skipped.
  [[nodiscard]] std::uint64_t bytes_done() const noexcept { return reader_.bytes_read() + skipped_.bytes(); }
  /// Whether text is left that has not been sent on: of a regular file, or a word that a pipe has begun.
  [[nodiscard]] bool text_is_left() const;
  /// What was skipped.
  void counters(Counters& counters) const { skipped_.add_to(counters); }

 private:
  SliceReader::Next read(TextSlice& slice);

  std::vector<std::string> files_;
  std::size_t next_ = 0;  // the file to open next
  SliceReader reader_;
  SkippedFiles skipped_;
};

/// Declares the params `slice_size` and `on_unreadable`, which `Params` has as members.
template <class Params>
void describe_slices(Description<Params>& d) {
  d.param("slice_size", &Params::slice_size, "bytes of text in a slice").range(kSmallestSlice, kLargestSlice);
  describe_skipping(d);
}

}  // namespace weir::stages
