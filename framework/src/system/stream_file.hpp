#pragma once

#include <optional>
#include <string>
#include <utility>

#include <sys/types.h>

namespace weir::system {

/// A file, whatever names and links lead to it.
using FileId = std::pair<dev_t, ino_t>;

/// The regular file that is behind a descriptor of this process, where a path to write to means one: `-`, the standard
/// output, or `/dev/fd/3`. Nothing for any other path. Any thread.
[[nodiscard]] std::optional<FileId> file_behind_stream(const std::string& path);

/// The regular file that a path to read leads to, `-` being the standard input; nothing where there is none. Any thread.
[[nodiscard]] std::optional<FileId> regular_file(const std::string& path) noexcept;

}  // namespace weir::system
