#pragma once

#include <filesystem>
#include <string>

namespace weir::system {

/// All bytes of a file, those of value zero too. Any thread. Throws `std::system_error` with the errno where it cannot be read, and
/// `std::bad_alloc` when memory runs out, which the streams of libstdc++ take for the end of the file.
[[nodiscard]] std::string file_text(const std::filesystem::path& path);

}  // namespace weir::system
