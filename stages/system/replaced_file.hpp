#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "system/file_calls.hpp"

namespace weir::stages {

/// A regular file that appears whole under its name, or not at all: it is written to a temporary, which `commit` puts in its place.
///
/// The temporary is in the target's folder and has no name, so nothing is left behind however the process ends. On a file system that
/// has no nameless files (or without /proc) it has a hidden name and a lock; a process that is killed leaves it behind, and the next one
/// that writes the same target removes those that nobody has locked.
///
/// `commit` replaces the target by `rename`. The target keeps its permissions, its owner and its group. Where a rename would lose them, cut
/// hard links, drop an access control list, or is not possible (a target that is a mount point, a folder that may not be written), the
/// target is written in place at that moment: then a reader can see a part of it, and a process that dies meanwhile leaves a part.
///
/// Threading: one thread at a time, except that calls of `write_at` may overlap each other. Errors: `Error` with the path and the cause.
class ReplacedFile {
 public:
  /// Makes the temporary. `path` is for messages; `target` has its links followed. `sync`: the bytes are on the disk before the file has
  /// its name, so that it is whole after a loss of power, too. `calls` outlive the object.
  ReplacedFile(std::filesystem::path path, std::filesystem::path target, bool sync, const FileCalls& calls);
  /// One of many that are written together, and that `suspend` is for. Who owns them syncs their folders, once for all.
  static std::unique_ptr<ReplacedFile> one_of_many(std::filesystem::path path, std::filesystem::path target, bool sync,
                                                   const FileCalls& calls);
  ReplacedFile(const ReplacedFile&) = delete;
  ReplacedFile& operator=(const ReplacedFile&) = delete;
  ~ReplacedFile();

  void write(std::span<const std::byte> bytes);
  void write_at(std::uint64_t offset, std::span<const std::byte> bytes);
  /// Closes it for a while, in which it has no descriptor, but a name, without a lock: a process that is killed leaves it behind. Then it
  /// can be resumed or committed.
  void suspend();
  /// Opens it again.
  void resume();
  /// Brings the bytes to the disk, where that was asked for. `commit` does it, too, unless it is suspended.
  void sync_bytes() const;
  /// Makes it visible under its name. The last call.
  void commit();
  /// Adds it to the target instead, behind what is there by then, without its first `header` bytes if that is anything; see `FileAddition`.
  /// Where no target is there, it becomes visible as by `commit`. The last call.
  void commit_added(std::uint64_t header, bool is_text, const std::function<bool()>& stopping);
  /// Throws where that would not be possible now, as its header is another. For the time when no more than the header has been written.
  void require_addable(std::uint64_t header, bool is_text) const;
  /// Makes it visible as `NAME.partial` instead, and returns that path; nothing when the folder cannot take it. The last call.
  std::optional<std::filesystem::path> commit_partial();

 private:
  ReplacedFile(std::filesystem::path path, std::filesystem::path target, bool sync, const FileCalls& calls, bool one_of_many);
  void open_temporary();
  bool open_nameless(const std::filesystem::path& folder);
  bool open_named();
  void open_elsewhere(int error);
  void take_over_owner();
  [[nodiscard]] bool needs_its_inode() const;
  void give_name();
  [[nodiscard]] bool link_new();
  void open_folder();
  void sync_folder() const;
  [[nodiscard]] int try_rename(const std::filesystem::path& name);
  void write_in_place();
  void close();
  void discard() noexcept;
  void remove_temporary() noexcept;

  std::filesystem::path path_;
  std::filesystem::path target_;
  bool sync_;
  bool one_of_many_;
  const FileCalls& calls_;
  std::optional<struct stat> existing_;  // the target as it was
  bool in_place_ = false;
  bool elsewhere_ = false;           // the temporary is in the folder for temporaries
  std::filesystem::path temporary_;  // empty while it has no name
  int descriptor_ = -1;
  int folder_ = -1;  // of the target, once it is to be synced
};

}  // namespace weir::stages
