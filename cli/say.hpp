#pragma once

#include <functional>
#include <string_view>

namespace weir::cli {

/// Writes text to stderr, such that it cannot command a terminal (`printable`). What cannot be written (a full disk, a reader that has gone
/// away) is lost: nothing else could say so, and it must not change how the command ends. Any thread.
///
/// A reader that does not read (a full pipe, a terminal that was stopped by Ctrl-S) is waited for; once `gives_up` returns true, for a
/// second at most. It is asked from time to time while waiting; empty: never.
void say(std::string_view text, const std::function<bool()>& gives_up = {}) noexcept;

/// The same for errors as `render` makes them, with their places, excerpts and carets: they have colour where errors have it, as has what
/// `say` gets that begins with `weir: error: `.
void say_errors(std::string_view rendered, const std::function<bool()>& gives_up = {}) noexcept;

/// Writes text to stderr as it is, or, when that would have to wait, not at all. At most 4 KiB.
void say_at_once(std::string_view text) noexcept;

}  // namespace weir::cli
