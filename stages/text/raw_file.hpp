#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

namespace weir::stages {

/// What can be read in place of a file, once: what a program prints. One thread at a time.
class RawInput {
 public:
  /// What came of a call.
  enum class Got {
    bytes,
    nothing,  ///< for the moment
    end,
  };

  RawInput() = default;
  RawInput(const RawInput&) = delete;
  RawInput& operator=(const RawInput&) = delete;
  virtual ~RawInput() = default;

  /// Reads once, into the front of `to`; `count` is how much. Waits no longer than `RawFile` does. Requires: `to` is not empty.
  [[nodiscard]] virtual Got read(std::span<char> to, std::size_t& count) = 0;
};

/// Reads one file after another, or the standard input, as it is. A pipe or a terminal is waited for at most `kWaitMilliseconds` a call.
/// One thread at a time.
class RawFile {
 public:
  static constexpr int kWaitMilliseconds = 20;

  using Got = RawInput::Got;

  RawFile() = default;
  RawFile(const RawFile&) = delete;
  RawFile& operator=(const RawFile&) = delete;
  ~RawFile() { close(); }

  /// From now on `open` opens that, and its path is a name for messages.
  void read_from(std::shared_ptr<RawInput> input) noexcept { input_ = std::move(input); }
  /// Opens a file, or the standard input for `-`. Requires: none is open. Throws `Unreadable`.
  void open(const std::string& path);
  void close() noexcept;
  [[nodiscard]] bool is_open() const noexcept { return file_ >= 0 || input_is_open_; }
  /// A pipe, a terminal or what stands for a file is open, of which more may come at any time.
  [[nodiscard]] bool waits() const noexcept { return is_open() && may_block_; }

  /// Reads once, into the front of `to`; `count` is how much. Requires: a file is open, and `to` is not empty. Throws `Unreadable`.
  [[nodiscard]] Got read(std::span<char> to, std::size_t& count);

  /// As it was opened.
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Bytes of all files so far.
  [[nodiscard]] std::uint64_t bytes_read() const noexcept { return bytes_read_; }
  /// Bytes of the file that was to be opened last.
  [[nodiscard]] std::uint64_t bytes_read_of_file() const noexcept { return bytes_read_ - bytes_before_; }
  /// Whether the file that is open is a regular one of which some may not have been read.
  [[nodiscard]] bool has_more() const noexcept;

 private:
  [[nodiscard]] bool wait_for_bytes() const;

  std::string path_;
  std::shared_ptr<RawInput> input_;  // in place of a file
  bool input_is_open_ = false;
  int file_ = -1;
  bool owns_file_ = false;  // not the standard input
  bool may_block_ = false;  // not a regular file
  std::uint64_t bytes_read_ = 0;
  std::uint64_t bytes_before_ = 0;  // of the files before
};

}  // namespace weir::stages
