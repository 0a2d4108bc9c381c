#include "exec/running_program.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include "exec/child_ends.hpp"
#include "exec/quiet_write.hpp"
#include "system/ready.hpp"

namespace weir::stages {

namespace {

constexpr std::chrono::milliseconds kMoment{1};  // between the end of what a program prints and its own

}  // namespace

RunningProgram::RunningProgram(Child child, std::string_view input, std::size_t most_out, std::size_t most_err, ReadySet& set,
                               std::uint64_t name)
    : child_(std::move(child)), input_(input), out_{.most = most_out}, err_{.most = most_err} {
  set.add_reader(child_.out(), in_set(name, Stream::out));
  set.add_reader(child_.err(), in_set(name, Stream::err));
  set.add_reader(child_.end(), in_set(name, Stream::end));
  if (!child_.in().is_open()) return;
  write_some();
  if (child_.in().is_open()) set.add_writer(child_.in(), in_set(name, Stream::in));
}

void RunningProgram::ready(std::uint64_t name) {
  if (ending_) return;  // the set has told several things at once
  switch (static_cast<Stream>(name & kStreamBits)) {
    case Stream::in:
      return write_some();
    case Stream::out:
      read_some(child_.out(), out_, false);
      break;
    case Stream::err:
      read_some(child_.err(), err_, false);
      break;
    case Stream::end:
      return look_at_end();
  }
  // One that has closed both is about to end: to be woken again for that would cost more than this moment.
  const bool is_quiet = !child_.out().is_open() && !child_.err().is_open();
  if (is_quiet && wait_until_ready(child_.end().number(), POLLIN, kMoment) == Ready::yes) look_at_end();
}

void RunningProgram::look_at_end() {
  ending_ = child_.ending();
  if (!ending_) return;
  child_.in().close();
  read_some(child_.out(), out_, true);
  read_some(child_.err(), err_, true);
}

// A program need not read all of it.
void RunningProgram::write_some() {
  if (!child_.in().is_open()) return;
  while (!input_.empty()) {
    const ssize_t written = write_quietly(child_.in().number(), input_);
    if (written < 0 && errno == EAGAIN) return;
    if (written < 0 && errno == EPIPE) break;
    if (written < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "cannot write to a program");
    if (written > 0) input_.remove_prefix(static_cast<std::size_t>(written));
  }
  child_.in().close();
}

// Once, as the others have their turn; or all that is there, when the program has ended. What is beyond the limit is read all the same, or
// the program would wait.
void RunningProgram::read_some(Descriptor& stream, Printed& printed, bool all) {
  std::array<char, 65536> some;
  do {
    if (!stream.is_open()) return;
    const ssize_t size = ::read(stream.number(), some.data(), some.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno != EAGAIN) throw std::system_error(errno, std::generic_category(), "cannot read from a program");
    if (size < 0 && all && !is_drained(stream)) continue;
    if (size == 0 || (size < 0 && all)) stream.close();
    if (size <= 0) return;
    const std::string_view bytes(some.data(), static_cast<std::size_t>(size));
    const std::size_t kept = std::min(bytes.size(), printed.most - printed.text.size());
    printed.text += bytes.substr(0, kept);
    printed.cut += bytes.size() - kept;
  } while (all);
}

void RunningProgram::end(Clock::time_point now) {
  child_.signal(SIGTERM);
  killed_at_ = now + kMercy;
}

void RunningProgram::look_at_clock(Clock::time_point now) {
  if (!killed_at_ || now < *killed_at_) return;
  child_.signal(SIGKILL);
  killed_at_.reset();
}

}  // namespace weir::stages
