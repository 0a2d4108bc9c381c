#pragma once

#include <sys/types.h>

#include <compare>
#include <cstdint>
#include <span>
#include <string>

namespace weir::stages {

/// The identity of a file, whatever names and links lead to it.
struct FileId {
  dev_t device = 0;
  ino_t inode = 0;
  friend auto operator<=>(const FileId&, const FileId&) = default;  // NOLINT(modernize-use-nullptr): sees a 0 in what is generated
};

/// What stat(2) says of a path, links followed, or of the standard input for `-`. Any number of threads.
struct FileStatus {
  int error = 0;  ///< the errno; when it is not 0, the rest is not set
  mode_t mode = 0;
  FileId id;
  std::uint64_t size = 0;  ///< bytes

  static FileStatus of(const std::string& path) noexcept;

  [[nodiscard]] bool is_regular() const noexcept;
  [[nodiscard]] bool is_directory() const noexcept;
  [[nodiscard]] bool is_socket() const noexcept;
  /// No such name, or a link that leads nowhere.
  [[nodiscard]] bool leads_nowhere() const noexcept;
};

/// Whether one of the paths leads to a regular file. Any number of threads.
[[nodiscard]] bool any_is_regular(std::span<const std::string> paths) noexcept;

/// Whether a path leads to what can be read once, if at all: the standard input, a pipe, a device. Any number of threads.
[[nodiscard]] bool is_read_once(const std::string& path) noexcept;

}  // namespace weir::stages
