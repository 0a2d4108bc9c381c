#pragma once

#include <exception>
#include <functional>
#include <string_view>

namespace weir::cli {

/// Writes text to stderr with everything escaped that would control a terminal (`printable`). What cannot be written (a full disk, a reader
/// that has gone away) is lost: there is nowhere else to report it, and it must not change how the command ends. Any thread.
///
/// Waits for a reader that does not read (a full pipe, a terminal stopped by Ctrl-S), but for at most a second once `gives_up` returns
/// true. `gives_up` is called from time to time while waiting; an empty one never gives up.
void say(std::string_view text, const std::function<bool()>& gives_up = {}) noexcept;

/// The same for errors as `render` makes them, with positions, excerpts and carets. They are coloured when `errors_have_color()`, as is a
/// text that begins with `weir: error: ` when it is passed to `say`.
void say_errors(std::string_view rendered, const std::function<bool()>& gives_up = {}) noexcept;

/// `weir: error: MESSAGE`; where there is no memory for that, an error that says so.
void say_error(std::string_view message) noexcept;
/// The same for an exception, in the words of `what_of`. Requires: it is not null.
void say_failure(const std::exception_ptr& failure) noexcept;

/// Writes text to stderr unchanged, or not at all when that would have to wait. At most 4 KiB.
void say_at_once(std::string_view text) noexcept;

}  // namespace weir::cli
