#pragma once

#include <string_view>

namespace weir::cli {

/// Writes text to stderr. What cannot be written (a full disk, a reader that has gone away) is lost: there is no other place to say so, and
/// it must not change how the command ends. Any thread.
void say(std::string_view text) noexcept;

}  // namespace weir::cli
