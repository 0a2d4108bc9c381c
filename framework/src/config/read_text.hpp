#pragma once

#include <filesystem>
#include <string>

namespace weir::config {

/// What can be read from a file descriptor, but at most one byte more than a config may have, which is enough to see that it is too large.
/// Throws `Error`, in which `name` stands for it.
[[nodiscard]] std::string read_text(int descriptor, const std::string& name);

/// The same of a file.
[[nodiscard]] std::string read_text(const std::filesystem::path& path);

}  // namespace weir::config
