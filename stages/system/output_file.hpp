#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>

#include "system/file_calls.hpp"
#include "system/output_stream.hpp"
#include "system/replaced_file.hpp"

namespace weir::stages {

/// Where a stage writes: a file that appears whole under its name when it is committed, or not at all (`ReplacedFile`); or a stream, whose
/// bytes are written as they come (`OutputStream`): `-`, which is stdout, anything that exists and is not a regular file (`/dev/null`, a
/// named pipe), and what leads into /proc. `/dev/stdout`, `/dev/stderr`, `/dev/fd/N` and `/proc/self/fd/N` are the descriptor itself,
/// written from its position on, also when it is that of a file. A target that is a symbolic link stays one: the file that it points to is
/// replaced.
///
/// Threading: one thread at a time, except that calls of `write_at` may overlap each other.
///
/// Errors: `Error` with the path and the cause, for a full disk as for all else; `OutputClosed` when a pipe has no reader left, for
/// which the program must ignore SIGPIPE. After an error the file cannot be committed.
class OutputFile {
 public:
  static constexpr std::size_t kBufferSize = std::size_t{64} * 1024;  ///< bytes that are gathered before they are written

  /// Makes the temporary of a file; does not open what could block. `sync`: a file is on the disk before it has its name. Throws when the
  /// folder is missing, the target is a folder, or permission is lacking. `calls` outlive the object.
  explicit OutputFile(const std::filesystem::path& path, bool sync = true, const FileCalls& calls = kSystemCalls);

  /// Asked while a named pipe has no reader or no room: when it returns true, the wait ends with `Stopped`. Before the first write.
  void stop_when(std::function<bool()> stopping) { stopping_ = std::move(stopping); }

  /// Appends. Small writes are gathered in a buffer of 64 KiB.
  void write(std::span<const std::byte> bytes);
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// Writes over `bytes.size()` bytes from `offset` on (from the start of the file), leaving a hole of zeros when the file was shorter.
  /// Does not move where `write` appends. Requires `seekable()`.
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);

  /// Hands what is buffered to the operating system, for a reader that follows along.
  void flush();

  /// Makes the file visible under its name. The last call.
  void commit();

  /// Adds what was written to the file that is there, or makes that, as `ReplacedFile::commit_added`. The last call. Requires `seekable()`.
  void commit_added(std::uint64_t header, bool is_text);
  /// As `ReplacedFile::require_addable`, of what has been written so far, the header; returns its size. Requires `seekable()`.
  std::uint64_t end_header(bool is_text);

  /// For what is not the result of the whole input: leaves the name alone and makes the file visible as `NAME.partial`. Returns a line that
  /// says so; nothing for a stream, which has its bytes already. The last call.
  std::optional<std::string> commit_partial();

  /// Whether `write_at` works: only for files that are replaced as a whole.
  [[nodiscard]] bool seekable() const noexcept { return file_ != nullptr; }
  /// The path as the user gave it, for messages.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  enum class State { open, failed, closed };

  void write_through(std::span<const std::byte> bytes);
  void require_open() const;

  std::filesystem::path path_;
  std::unique_ptr<ReplacedFile> file_;  // one of the two
  std::optional<OutputStream> stream_;
  std::function<bool()> stopping_;
  State state_ = State::open;
  std::vector<std::byte> buffer_;
  std::uint64_t flushed_ = 0;  // bytes that have been written
};

}  // namespace weir::stages
