#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <weir/error.hpp>

namespace weir::stages {

/// A file that appears whole under its name when it is committed, or not at all.
///
/// What is written goes to a temporary in the target's folder, which `commit` puts in its place. The temporary has no name until then, so
/// nothing stays behind however the process ends; on a file system that has no nameless files (or without /proc) it has a hidden name,
/// which the destructor of a file that was not committed removes, but a killed process does not. A target that is a symbolic link stays
/// one: the file that it points at is replaced. An existing target's permissions are kept; a new one gets those that the umask leaves of
/// 0666. Nothing is synced to the disk.
///
/// Some targets have no name to replace and are written directly, so what was written before an error stays written: `-`, which is stdout;
/// anything that exists and is no regular file (`/dev/null`, a named pipe); and what leads into /proc. `/dev/stdout`, `/dev/stderr`,
/// `/dev/fd/N` and `/proc/self/fd/N` are the descriptor itself and go on where it stands, also when a file is behind it.
///
/// Threading: one thread at a time, except that calls of `write_at` may overlap each other.
///
/// Errors: `Error` with the path and the cause, for a full disk as for all else; `OutputClosed` when a pipe has no reader left. That second
/// one needs SIGPIPE to be ignored, which is the program's choice and is not made here. After an error the file cannot be committed.
class OutputFile {
 public:
  /// Makes the temporary. Throws when the folder is missing, the target is a folder, or permission is lacking.
  explicit OutputFile(const std::filesystem::path& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  ~OutputFile();

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

  /// Whether `write_at` works: only for files that are replaced as a whole.
  [[nodiscard]] bool seekable() const noexcept { return seekable_; }
  /// The path as the user gave it, for messages.
  [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

 private:
  enum class State { open, failed, closed };

  void open_direct(int flags);
  void open_of_proc();
  void open_temporary();
  bool open_nameless();
  void open_named();
  void keep_permissions(unsigned mode);
  void give_name();
  void write_all(const std::byte* data, std::size_t size);
  void require_open() const;
  [[noreturn]] void fail(const std::string& why) const;
  [[noreturn]] void fail_write(int error);

  std::filesystem::path path_;
  std::filesystem::path target_;     // `path_` with links followed
  std::filesystem::path temporary_;  // empty when written directly, and while the temporary has no name
  bool seekable_ = false;
  int descriptor_ = -1;
  State state_ = State::open;
  std::vector<std::byte> buffer_;
};

}  // namespace weir::stages
