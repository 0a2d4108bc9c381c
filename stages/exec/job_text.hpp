#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "exec/command.hpp"

namespace weir::stages {

/// What tells a job from others, as a log of `exec.run` has it: two columns of one line, `stdin` and `command`, with a tab between them.
/// Two jobs have the same text only if they have the same words, variables, folder and input. `command` is without the variables that are
/// the same for all.
///
/// `stdin` is a digest of the input, of 128 bits in hexadecimal, and empty where there is none. `command` is the command as bash reads it,
/// with `env` before it where the command has variables or a folder of its own; whatever bytes are in it, it is UTF-8 without ASCII
/// control characters.
[[nodiscard]] std::string job_text(const Command& command, std::optional<std::string_view> input);

}  // namespace weir::stages
