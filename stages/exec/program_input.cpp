#include "exec/program_input.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "exec/child_ends.hpp"
#include "system/output_error.hpp"

namespace weir::stages {

namespace {

constexpr std::chrono::milliseconds kLook{20};  // how often a wait checks whether the run is being stopped
constexpr std::size_t kPrintedAtOnce = std::size_t{64} << 10U;
constexpr int kReadsAtOnce = 16;  // then it is looked at again whether the program reads

}  // namespace

ProgramInput::ProgramInput(Command command, std::vector<int> ok, OutputFile& printed)
    : command_(std::move(command)), ok_(std::move(ok)), printed_(printed) {}

ProgramInput::~ProgramInput() {
  if (child_ && !ending_) end_gently(*child_);
}

void ProgramInput::start() {
  if (!child_) child_.emplace(maker_.start(command_, true));
}

bool ProgramInput::write(std::string_view text) {
  start();
  while (!text.empty()) {
    if (ending_) child_->in().close();
    if (!child_->in().is_open()) return false;
    if (write_some(*child_, text, command_)) continue;
    exchange();
  }
  return true;
}

// Waits until the program has done something, and takes what it has printed: as long as nobody did, it might not read.
void ProgramInput::exchange() {
  if (stopping_ && stopping_()) throw Stopped();
  wait();
  take_errors(*child_, said_);
  if (!ending_) ending_ = child_->ending();  // before what it printed is read: then there is no more than that
  take_printed();
}

void ProgramInput::wait() {
  if (ending_) return;
  std::array<pollfd, 4> streams{{{child_->in().number(), POLLOUT, 0},
                                 {child_->out().number(), POLLIN, 0},
                                 {child_->err().number(), POLLIN, 0},
                                 {child_->end().number(), POLLIN, 0}}};
  if (::poll(streams.data(), streams.size(), static_cast<int>(kLook.count())) < 0 && errno != EINTR)
    throw Error(fmt::format("cannot wait for '{}': {}", shown_command(command_), text_of(errno)));
}

void ProgramInput::take_printed() {
  std::array<char, kPrintedAtOnce> some;
  for (int reads = 0; reads < kReadsAtOnce && child_->out().is_open(); ++reads) {
    const ssize_t size = ::read(child_->out().number(), some.data(), some.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno != EAGAIN) throw Error(fmt::format("cannot read what '{}' prints: {}", shown_command(command_), text_of(errno)));
    if (size == 0 || (size < 0 && ending_ && is_drained(child_->out()))) child_->out().close();
    if (size <= 0) break;
    printed_.write(std::string_view(some.data(), static_cast<std::size_t>(size)));
  }
  if (!printed_.seekable()) printed_.flush();  // someone may be watching
}

void ProgramInput::wait_for_end() {
  while (!ending_ || child_->out().is_open()) exchange();
  take_errors(*child_, said_);
}

void ProgramInput::finish() {
  start();
  child_->in().close();
  wait_for_end();
  require_good_end(command_, *ending_, ok_, said_);
  printed_.commit();
}

std::optional<std::string> ProgramInput::finish_partial() {
  if (child_) {
    child_->signal(SIGTERM);
    const auto until = std::chrono::steady_clock::now() + kMercy;
    while (!ending_ && std::chrono::steady_clock::now() < until) exchange();
    child_->signal(SIGKILL);
    child_->in().close();
    wait_for_end();
  }
  return printed_.commit_partial();
}

}  // namespace weir::stages
