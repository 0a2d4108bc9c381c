#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "exec/child.hpp"
#include "exec/command.hpp"
#include "exec/last_bytes.hpp"

namespace weir::stages {

/// Between SIGTERM and SIGKILL.
inline constexpr std::chrono::seconds kMercy{1};

/// Adds what can be read of its stderr now, at most what a pipe holds.
void take_errors(Child& child, LastBytes& said);

/// Writes what a program takes of a text now, which is then gone from that; closes its input when nobody reads it any more. Returns whether
/// it took any. Throws `Error`. Requires: the text is not empty, and the input is open.
[[nodiscard]] bool write_some(Child& child, std::string_view& text, const Command& command);

/// Whether a pipe that is still open has nothing in it. After the end of a program, only what has left its group still has it, and is not
/// waited for.
[[nodiscard]] bool is_drained(const Descriptor& pipe) noexcept;

/// Throws the `Error` of a program whose end is no good one, with the end of what it said.
void require_good_end(const Command& command, const Ending& ending, const std::vector<int>& ok, const LastBytes& said);

/// Closes its streams, and asks it to end (SIGTERM).
void ask_to_end(Child& child) noexcept;

/// The same, and waits for that, at most `kMercy`. What is still there is killed with the object.
void end_gently(Child& child) noexcept;

}  // namespace weir::stages
