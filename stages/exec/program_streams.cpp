#include "exec/program_streams.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "exec/child_ends.hpp"
#include "system/output_error.hpp"
#include "system/ready.hpp"

namespace weir::stages {

ProgramStreams::ProgramStreams(Command command, std::vector<int> ok, std::shared_ptr<ChildMaker> maker, bool with_input)
    : command_(std::move(command)), ok_(std::move(ok)), maker_(std::move(maker)), with_input_(with_input) {}

ProgramStreams::~ProgramStreams() {
  leave();
}

void ProgramStreams::ask_to_end() noexcept {
  if (!child_ || ending_ || mercy_ends_) return;
  stages::ask_to_end(*child_);
  mercy_ends_ = std::chrono::steady_clock::now() + kMercy;
}

void ProgramStreams::leave() noexcept {
  ask_to_end();
  if (child_ && mercy_ends_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*mercy_ends_ - std::chrono::steady_clock::now());
    std::ignore = wait_until_ready(child_->end().number(), POLLIN, std::max(left, std::chrono::milliseconds(0)));
  }
  child_.reset();
}

void ProgramStreams::start() {
  if (!child_) child_.emplace(maker_->start(command_, with_input_));
}

bool ProgramStreams::write(std::string_view& text) {
  start();
  return write_some(*child_, text, command_);
}

void ProgramStreams::end_input() {
  start();
  child_->in().close();
}

bool ProgramStreams::takes_input() {
  start();
  return child_->in().is_open() && !ending_;
}

RawInput::Got ProgramStreams::read(std::span<char> to, std::size_t& count) {
  count = 0;
  start();
  take_errors(*child_, said_);
  if (!ending_) ending_ = child_->ending();  // before what it printed is read: then there is no more than that
  is_silent_ = !ending_;
  if (child_->out().is_open()) {
    const Got got = read_out(to, count);
    if (got != Got::end) return got;
  }
  if (!ending_) return Got::nothing;
  take_errors(*child_, said_);
  require_good_end(command_, *ending_, ok_, said_);
  at_end_ = true;
  return Got::end;
}

std::vector<int> ProgramStreams::streams() {
  std::vector<int> open;
  for (const Descriptor* stream : {&child_->out(), &child_->err()}) {
    if (stream->is_open()) open.push_back(stream->number());
  }
  open.push_back(child_->end().number());
  return open;
}

// Its end is that of all who have it, or that of the program: what had stayed behind in its group has been killed.
RawInput::Got ProgramStreams::read_out(std::span<char> to, std::size_t& count) {
  const ssize_t size = ::read(child_->out().number(), to.data(), to.size());
  if (size > 0) {
    count = static_cast<std::size_t>(size);
    is_silent_ = false;
    return Got::bytes;
  }
  if (size < 0 && errno == EINTR) is_silent_ = false;
  if (size < 0 && errno != EAGAIN && errno != EINTR)
    throw Error(fmt::format("cannot read what '{}' prints: {}", shown_command(command_), text_of(errno)));
  if (size < 0 && (!ending_ || !is_drained(child_->out()))) return Got::nothing;
  child_->out().close();
  return Got::end;
}

}  // namespace weir::stages
