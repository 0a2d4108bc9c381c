#include "exec/child_ends.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>
#include <tuple>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "exec/quiet_write.hpp"
#include "system/output_error.hpp"
#include "system/ready.hpp"

namespace weir::stages {

void take_errors(Child& child, LastBytes& said) {
  constexpr int kReads = 16;  // of 4 KiB, as much as a pipe holds
  std::array<char, LastBytes::kKept> some;
  for (int i = 0; i < kReads && child.err().is_open(); ++i) {
    const ssize_t size = ::read(child.err().number(), some.data(), some.size());
    if (size < 0) return;
    if (size == 0) child.err().close();
    said.add(std::string_view(some.data(), static_cast<std::size_t>(size)));
  }
}

bool write_some(Child& child, std::string_view& text, const Command& command) {
  const ssize_t written = write_quietly(child.in().number(), text);
  if (written >= 0) {
    text.remove_prefix(static_cast<std::size_t>(written));
    return true;
  }
  if (errno == EPIPE)
    child.in().close();
  else if (errno != EAGAIN && errno != EINTR)
    throw Error(fmt::format("cannot write to '{}': {}", shown_command(command), text_of(errno)));
  return false;
}

bool is_drained(const Descriptor& pipe) noexcept {
  return wait_until_ready(pipe.number(), POLLIN, std::chrono::milliseconds(0)) != Ready::yes;
}

void require_good_end(const Command& command, const Ending& ending, const std::vector<int>& ok, const LastBytes& said) {
  if (ending.code && std::find(ok.begin(), ok.end(), *ending.code) != ok.end()) return;
  const std::string words = said.shown();
  throw Error(
      fmt::format("'{}' ended with {}{}{}", shown_command(command), shown_ending(ending), words.empty() ? "" : "; it said:", words));
}

void ask_to_end(Child& child) noexcept {
  for (Descriptor* stream : {&child.in(), &child.out(), &child.err()}) stream->close();
  child.signal(SIGTERM);
}

void end_gently(Child& child) noexcept {
  ask_to_end(child);
  std::ignore = wait_until_ready(child.end().number(), POLLIN, kMercy);
}

}  // namespace weir::stages
