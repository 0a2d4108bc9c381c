#pragma once

#include <filesystem>
#include <string>

namespace weir::stages {

/// Throws the `Error` of an output: `cannot write 'PATH': WHY`.
[[noreturn]] void fail_output(const std::filesystem::path& path, const std::string& why);

/// The same for the errno of a system call.
[[noreturn]] void fail_output(const std::filesystem::path& path, int error);

/// Throws `OutputClosed`: the reader of a pipe or a socket has gone.
[[noreturn]] void reader_has_gone(const std::filesystem::path& path);

/// The message of an errno.
[[nodiscard]] std::string text_of(int error);

}  // namespace weir::stages
