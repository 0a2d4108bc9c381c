#include "exec/child.hpp"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

void wait_for(pid_t process) noexcept {
  siginfo_t info{};
  while (::waitid(P_PID, static_cast<id_t>(process), &info, WEXITED) != 0 && errno == EINTR) continue;
}

}  // namespace

std::string signal_name(int signal) {
  const char* const name = ::sigabbrev_np(signal);
  return name == nullptr ? std::to_string(signal) : name;
}

std::string shown_ending(const Ending& ending) {
  return ending.code ? fmt::format("exit code {}", *ending.code) : fmt::format("signal {} ({})", ending.signal, signal_name(ending.signal));
}

Child::Child(pid_t process, Descriptor in, Descriptor out, Descriptor err)
    : process_(process), in_(std::move(in)), out_(std::move(out)), err_(std::move(err)) {
  end_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  if (end_.is_open()) return;
  const std::error_code error(errno, std::generic_category());
  signal(SIGKILL);
  wait_for(process_);
  throw std::system_error(error);
}

Child::Child(Child&& other) noexcept
    : process_(other.process_),
      in_(std::move(other.in_)),
      out_(std::move(other.out_)),
      err_(std::move(other.err_)),
      end_(std::move(other.end_)),
      waited_for_(std::exchange(other.waited_for_, true)),
      ending_(other.ending_) {}

Child::~Child() {
  if (waited_for_) return;
  signal(SIGKILL);
  wait_for(process_);
}

// While it has not been waited for, its number is not given to another process or group.
void Child::signal(int number) const noexcept {
  if (!waited_for_) ::kill(-process_, number);
}

std::optional<Ending> Child::ending() {
  if (waited_for_) return ending_;
  const auto look = [this](siginfo_t& info, int options) {
    return ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(end_.number()), &info, WEXITED | WNOHANG | options);
  };
  siginfo_t info{};
  if (look(info, WNOWAIT) != 0) {
    const int error = errno;
    waited_for_ = error == ECHILD;  // by another, so its number may be another's
    throw Error(
        fmt::format("it cannot be known how a program has ended: {}; the process in which it was started must not ignore SIGCHLD, "
                    "nor wait for children that are not its own",
                    std::generic_category().message(error)));
  }
  if (info.si_pid == 0) return std::nullopt;
  signal(SIGKILL);
  siginfo_t same{};
  std::ignore = look(same, 0);
  waited_for_ = true;
  const bool exited = info.si_code == CLD_EXITED;
  ending_ = exited ? Ending{.code = info.si_status} : Ending{.signal = info.si_status};
  return ending_;
}

}  // namespace weir::stages
