#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace weir::stages {

/// The path that means the standard input.
inline constexpr const char* kStandardInput = "-";

/// What is passed over in directories and by patterns. A path that is named outright is taken, whatever these say.
struct PathOptions {
  std::vector<std::string> exclude = {};  ///< see `Exclusion`
  std::optional<bool> hidden = {};        ///< whether names that begin with a dot count; left out: in directories, not for patterns
  bool pass_on = false;                   ///< what may not be looked into or at is taken as if it were a file
};

/// The files that `paths` mean, in the order given. A file that comes again, under any name or link, is left out there.
/// Each path is
/// - `-`: the standard input, at most once;
/// - the name of a file (or of a pipe or a device);
/// - a directory: all regular files in it and below, sorted by the bytes of their paths; directories behind symbolic links are not entered;
/// - a pattern with `*`, `?`, `[…]` or `**`, when nothing has that very name: what it matches (see `FileSearch`), sorted likewise.
/// A path that means no file, or a directory that cannot be looked into, is an error, with the path in its message: thrown as an `Error`,
/// or, with `skipped`, added to that, and the other paths are expanded. `-` twice is always thrown.
std::vector<std::string> expand_paths(std::span<const std::string> paths, const PathOptions& options = {},
                                      std::vector<std::string>* skipped = nullptr);

}  // namespace weir::stages
