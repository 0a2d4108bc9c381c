#pragma once

#include <filesystem>

namespace weir::plugins {

/// Looks at a file before the loader does: it maps what the headers promise, and a file that is shorter than that kills the process when
/// the missing part is touched. Reads the headers only. Requires a regular file. Throws `Error`, without the path, when the file cannot be
/// read, is not a shared library in the form of ELF, was made for another processor, or ends before its segments do.
void check_shared_library(const std::filesystem::path& file);

}  // namespace weir::plugins
