#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compression/decompressor.hpp"
#include "text/raw_file.hpp"

namespace weir::stages {

/// Reads one file after another, or the standard input: what is compressed (its first bytes say so) decompressed, all else as it is. Of a
/// compressed file at most `kReadAhead` are held as they are, and what a `Decompressor` holds. A pipe or a terminal is waited for as by
/// `RawFile`. One thread at a time.
class FileBytes {
 public:
  using Got = RawFile::Got;
  static constexpr int kWaitMilliseconds = RawFile::kWaitMilliseconds;

  /// As `RawFile::read_from`.
  void read_from(std::shared_ptr<RawInput> input) noexcept { file_.read_from(std::move(input)); }
  /// Opens a file, or the standard input for `-`. Requires: none is open. Throws `Unreadable`.
  void open(const std::string& path);
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept { return file_.is_open(); }
  /// A pipe or a terminal is open, of which more may come at any time.
  [[nodiscard]] bool waits() const noexcept { return file_.waits(); }

  /// Reads some into the front of `to`; `count` is how much. Requires: a file is open, and `to` is not empty. Throws `Unreadable`, after
  /// all that could be read before the fault.
  [[nodiscard]] Got read(std::span<char> to, std::size_t& count);

  /// Bytes of all files so far, compressed as they are.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return file_.bytes_read(); }
  /// The same, of the file that was to be opened last.
  [[nodiscard]] std::uint64_t bytes_read_of_file() const noexcept { return file_.bytes_read_of_file(); }
  /// Whether a file is open of which there may be more: of a regular one that has not been read to its end, or of what is compressed and
  /// has begun.
  [[nodiscard]] bool has_more() const noexcept;

 private:
  enum class Form {
    unknown,  // yet: the first bytes are held
    plain,
    compressed,
  };
  static constexpr std::size_t kReadAhead = std::size_t{256} << 10U;
  static constexpr int kReadsAtOnce = 64;

  Got begin(std::span<char> to, std::size_t& count);
  Got begin_plain(Got got, std::span<char> to, std::size_t& count);
  Got decompress(std::span<char> to, std::size_t& count);
  [[nodiscard]] Got decompress_some(std::span<char>& to);
  [[nodiscard]] Got read_ahead();
  Got give_held(std::span<char> to, std::size_t& count) noexcept;
  [[nodiscard]] std::string_view held() const noexcept { return std::string_view(held_.data(), filled_).substr(used_); }

  RawFile file_;
  Form form_ = Form::unknown;
  std::vector<char> held_;  // room for what was read and not given out, once there is any; that lies from used_ to filled_
  std::size_t used_ = 0;
  std::size_t filled_ = 0;
  bool all_ = false;  // of the file has been read
  Decompressor decompressor_;
  std::exception_ptr fault_;  // to be thrown behind what was read before it
};

}  // namespace weir::stages
