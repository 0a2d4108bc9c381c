#pragma once

#include <span>
#include <string>
#include <vector>

namespace weir::stages {

/// The standard input, where a path is asked for.
inline constexpr const char* kStandardInput = "-";

/// The files that `paths` mean, in the order given. Each path is
/// - `-`: the standard input, at most once;
/// - the name of a file (or of a pipe or a device);
/// - a directory: all regular files in it and below, sorted by the bytes of their paths; directories behind symbolic links are not entered;
/// - a pattern of glob(3) with `*`, `?` or `[…]`, when nothing has that very name: its matches, sorted likewise.
/// Throws `Error`, with the path in the message, when one means no file.
std::vector<std::string> expand_paths(std::span<const std::string> paths);

}  // namespace weir::stages
