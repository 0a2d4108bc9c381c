#include "run/interrupts.hpp"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <ctime>
#include <initializer_list>

#include "run/signal_requests.hpp"

namespace weir::cli {
namespace {

// A handler can reach only variables of static lifetime. They are the only ones that the command has.
SignalRequests requests_so_far;
std::atomic<int> first_signal{0};

// A signal that the process was started to ignore (`nohup`, a background job of a script) stays ignored.
void set_action(int signal, void (*handler)(int)) {
  struct sigaction inherited {};
  if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // a stage's system calls are not interrupted
  sigaction(signal, &action, nullptr);
}

// Calls only async-signal-safe functions.
void note_signal(int signal) {
  const int error = errno;
  int none = 0;
  first_signal.compare_exchange_strong(none, signal);
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  constexpr int kLast = 3;
  if (requests_so_far.arrive(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec)) >= kLast) {
    set_action(signal, SIG_DFL);
    raise(signal);  // takes effect when this handler returns
  }
  errno = error;
}

}  // namespace

Interrupts::Interrupts() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) set_action(signal, note_signal);
}

int Interrupts::requests() const noexcept {
  return requests_so_far.count();
}

std::optional<int> Interrupts::first() const noexcept {
  const int signal = first_signal.load();
  return signal == 0 ? std::nullopt : std::optional(signal);
}

}  // namespace weir::cli
