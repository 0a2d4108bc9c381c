#pragma once

// Where a path leads through its links, for sinks that write a file and replace it whole. Functions without state, for any thread.

#include <filesystem>
#include <optional>

#pragma GCC visibility push(default)
namespace weir {

/// Where a path of an output leads.
struct ResolvedPath {
  std::filesystem::path path;         ///< with the links at its end followed, except those of /proc
  bool of_proc = false;               ///< it leads to what /proc itself holds
  std::optional<int> own_descriptor;  ///< it stands for a descriptor of this process: `/dev/stdout`, `/dev/fd/3`, `/proc/self/fd/3`
};

/// Follows the links at the end of a path by hand: the last one may point at a file that is yet to be made, and the links of /proc stand
/// for something open, which may be a file that another program goes on writing to. Throws nothing for what does not exist.
[[nodiscard]] ResolvedPath resolve_path(std::filesystem::path path);

/// The folder of a file; `.` for a bare name.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& file);

}  // namespace weir
#pragma GCC visibility pop
