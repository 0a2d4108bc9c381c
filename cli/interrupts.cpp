#include "interrupts.hpp"

#include <atomic>
#include <csignal>

namespace weir::cli {
namespace {

// All that a handler may touch. A handler has no other way to reach anything, so these are the command's only variables of static lifetime.
std::atomic<int> signals_so_far{0};
std::atomic<int> first_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

// A signal that whoever started the process wants ignored (`nohup`, a job in a script's background) stays so.
void set_action(int signal, void (*handler)(int)) {
  struct sigaction inherited {};
  if (sigaction(signal, nullptr, &inherited) == 0 && inherited.sa_handler == SIG_IGN) return;
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;  // a stage's system calls need not know
  sigaction(signal, &action, nullptr);
}

void set_actions(void (*handler)(int)) {
  set_action(SIGINT, handler);
  set_action(SIGTERM, handler);
  set_action(SIGHUP, handler);
}

void count_signal(int signal) {
  int none = 0;
  first_signal.compare_exchange_strong(none, signal);
  if (signals_so_far.fetch_add(1) + 1 >= 2) set_actions(SIG_DFL);
}

}  // namespace

Interrupts::Interrupts() {
  set_actions(count_signal);
}

Interrupts::~Interrupts() {
  set_actions(SIG_DFL);
}

int Interrupts::count() const noexcept {
  return signals_so_far.load();
}

std::optional<int> Interrupts::first() const noexcept {
  const int signal = first_signal.load();
  return signal == 0 ? std::nullopt : std::optional(signal);
}

}  // namespace weir::cli
