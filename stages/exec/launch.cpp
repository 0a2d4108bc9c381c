#include "exec/launch.hpp"

#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <tuple>

namespace weir::stages {

namespace {

// A shell's for what cannot be executed; nobody looks at it.
constexpr int kNotExecuted = 127;

[[noreturn]] void give_up(const Launch& what, LaunchFault::Step step) noexcept {
  const LaunchFault fault{step, errno};
  std::ignore = ::write(what.fault, &fault, sizeof fault);
  ::_exit(kNotExecuted);
}

// As a program expects them, whatever this process ignores or catches: a handler of it must not run in the child.
void reset_signals() noexcept {
  struct sigaction usual {};
  usual.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &usual, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// In the child, which shares all memory with its parent: system calls alone.
[[noreturn]] void become_program(const Launch& what, pid_t parent) noexcept {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNotExecuted);  // it was gone before it could be heard of
  ::dup2(what.in, STDIN_FILENO);
  ::dup2(what.out, STDOUT_FILENO);
  ::dup2(what.err, STDERR_FILENO);
  // What this process has open is not for its programs. A kernel before 5.11 cannot do it, and then only what was marked is closed.
  std::ignore = ::syscall(SYS_close_range, static_cast<unsigned>(STDERR_FILENO) + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  reset_signals();
  if (what.cwd != nullptr && ::chdir(what.cwd) != 0) give_up(what, LaunchFault::Step::folder);
  ::execve(what.program, what.words, what.variables);
  give_up(what, LaunchFault::Step::program);
}

}  // namespace

// The thread stands still until the child has its program, and shares its memory with it, so what this costs does not depend on how much
// memory there is.
pid_t launch(const Launch& what) noexcept {
  const pid_t parent = ::getpid();
  const pid_t child = ::vfork();  // NOLINT(clang-analyzer-security.insecureAPI.vfork): the child makes system calls alone
  if (child == 0) become_program(what, parent);
  return child;
}

}  // namespace weir::stages
