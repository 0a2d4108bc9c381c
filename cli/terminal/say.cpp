#include "terminal/say.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <string>

#include "diagnostics/printable.hpp"
#include "diagnostics/what_of.hpp"
#include "system/ready.hpp"
#include "terminal/color.hpp"

namespace weir::cli {
namespace {

using stages::Ready;
using std::chrono::milliseconds;

constexpr std::string_view kNoMemory = "weir: error: no memory is left to say what happened\n";
constexpr std::string_view kNoMemoryForText = "weir: no memory is left for a text that belongs here\n";

// Whether stderr takes `PIPE_BUF` bytes without waiting, or would fail at once.
Ready is_ready(milliseconds patience) {
  return stages::wait_until_ready(STDERR_FILENO, POLLOUT, patience);
}

// `no` when it has given up.
Ready wait_for_room(const std::function<bool()>& gives_up) {
  constexpr milliseconds kAsk{100};
  constexpr milliseconds kLast{1000};
  for (milliseconds waited{0}; waited < kLast;) {
    if (const Ready ready = is_ready(kAsk); ready != Ready::no) return ready;
    if (gives_up && gives_up()) waited += kAsk;
  }
  return Ready::no;
}

// Returns how many bytes were written, or -1 with errno.
ssize_t write_some(std::string_view text) {
  return ::write(STDERR_FILENO, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
}

// Where nothing tells whether there is room, writing does; but then to try for room again and again would never end.
void write_all(std::string_view text, const std::function<bool()>& gives_up) {
  while (!text.empty()) {
    const Ready ready = wait_for_room(gives_up);
    if (ready == Ready::no) return;
    const ssize_t written = write_some(text);
    const bool may_try_again = written < 0 && (errno == EINTR || (errno == EAGAIN && ready == Ready::yes));
    if (written <= 0 && !may_try_again) return;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void say(std::string_view text, const std::function<bool()>& gives_up) noexcept {
  if (text.starts_with("weir: error: ")) return say_errors(text, gives_up);
  try {
    write_all(diagnostics::printable(text), gives_up);
  } catch (...) {
    write_some(kNoMemoryForText);
  }
}

void say_errors(std::string_view rendered, const std::function<bool()>& gives_up) noexcept {
  try {
    const std::string text = diagnostics::printable(rendered);
    write_all(errors_have_color() ? with_color(text) : text, gives_up);
  } catch (...) {
    write_some(kNoMemory);
  }
}

void say_error(std::string_view message) noexcept {
  try {
    say_errors(fmt::format("weir: error: {}\n", message));
  } catch (...) {
    write_some(kNoMemory);
  }
}

void say_failure(const std::exception_ptr& failure) noexcept {
  try {
    say_error(diagnostics::what_of(failure));
  } catch (...) {
    write_some(kNoMemory);
  }
}

void say_at_once(std::string_view text) noexcept {
  if (is_ready(milliseconds(0)) == Ready::yes) write_some(text);
}

}  // namespace weir::cli
