#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include <weir/stages/text_slice.hpp>

#include "text/file_bytes.hpp"
#include "text/slice_pool.hpp"

namespace weir::stages {

/// Cuts one file after another into slices, never reading more than a slice ahead. Cuts only behind words, or only behind lines, so none of
/// these is torn, nor is a UTF-8 sequence; the end of a file ends them. One longer than a slice grows the buffer of that slice alone, by
/// doubling, so it needs at most about three times its length in memory for a moment; one longer than `longest` is torn: what is read of it
/// by then is a slice, and the rest is in the next ones. A byte order mark of UTF-8 at the front of a file is left out.
///
/// One thread at a time. A pipe or a terminal is waited for as by `FileBytes`; what came is then sent on up to the last place for a cut.
class SliceReader {
 public:
  /// Where text may be cut.
  enum class Cut {
    words,  ///< behind ASCII white space
    lines,  ///< behind a line feed
  };

  static constexpr std::size_t kAnyLength = std::numeric_limits<std::size_t>::max() / 2;

  /// What the caller does next.
  enum class Next {
    push,   ///< send the slice on
    again,  ///< nothing yet: call again later
    open,   ///< the file is at its end and closed: open another
  };

  /// `slice_size` ≥ 1 bytes.
  explicit SliceReader(std::size_t slice_size, Cut cut = Cut::words, std::size_t longest = kAnyLength);
  /// Of slices with room from a pool that others use, too.
  SliceReader(std::shared_ptr<SlicePool> pool, Cut cut) noexcept;
  /// As `RawFile::read_from`.
  void read_from(std::shared_ptr<RawInput> input) noexcept { file_.read_from(std::move(input)); }
  /// Opens a file, or the standard input for `-`. The one before must be at its end. Throws `Unreadable` when it cannot be opened; a pipe
  /// that could not be read is not opened again, as what is left of it begins in the middle.
  void open(const std::string& path);
  [[nodiscard]] bool is_open() const noexcept { return file_.is_open(); }
  /// A pipe or a terminal is open, of which more may come at any time.
  [[nodiscard]] bool waits() const noexcept { return file_.waits(); }
  /// Reads once. Requires: a file is open. Throws `Unreadable` when reading fails, behind what came before; when the file is recognised as
  /// something other than text; and when memory does not suffice for a word in it.
  Next read(TextSlice& slice);
  /// Gives its room back to the pool until the next read, if it holds nothing.
  void rest() noexcept;
  /// Closes the file before its end and drops what has been read and not sent on.
  void abandon() noexcept;

  /// Bytes of all files so far, compressed as they are.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return file_.bytes_read(); }
  /// Bytes of the file that was opened last.
  [[nodiscard]] std::uint64_t bytes_read_of_file() const noexcept { return file_.bytes_read_of_file(); }
  /// Whether some of that file has been sent on.
  [[nodiscard]] bool has_sent() const noexcept { return has_sent_; }
  /// Whether a file is open that has not been sent on whole. The end of a pipe is not known: of one, whether a word has begun.
  [[nodiscard]] bool has_more() const noexcept;

 private:
  [[nodiscard]] FileBytes::Got fill();
  [[nodiscard]] Next push_before_fault(TextSlice& slice);
  void look_at_beginning(bool all);
  void grow(SliceBuffer& buffer, std::size_t capacity, std::size_t used) const;
  [[nodiscard]] std::size_t cut_point() const noexcept;
  TextSlice cut(std::size_t size);

  Cut cut_;
  std::size_t longest_;
  std::shared_ptr<SlicePool> pool_;
  SliceBuffer buffer_;
  std::size_t filled_ = 0;                   // bytes in the buffer
  std::size_t no_space_ = 0;                 // how many bytes at its front are known to hold no place for a cut
  std::string path_;                         // for messages
  std::shared_ptr<const std::string> name_;  // the same, for slices
  std::uint64_t begins_ = 0;                 // bytes of the file before the buffer
  std::string lost_pipe_;                    // the last pipe that could not be read, and why
  std::string lost_reason_;
  FileBytes file_;
  bool at_beginning_ = false;  // the first bytes do not yet say whether it is text
  bool has_sent_ = false;
  std::exception_ptr fault_;  // to be thrown behind the slice before it
};

}  // namespace weir::stages
