#pragma once

#include <filesystem>
#include <string>

namespace weir::stages {

/// Throws the `Error` of an output: `cannot write 'PATH': WHY`.
[[noreturn]] void fail_output(const std::filesystem::path& path, const std::string& why);

/// The same for an error number of a system call; `OutputClosed` when that says that nobody reads any more.
[[noreturn]] void fail_output(const std::filesystem::path& path, int error);

/// What the system calls an error.
[[nodiscard]] std::string text_of(int error);

}  // namespace weir::stages
