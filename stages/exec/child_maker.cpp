#include "exec/child_maker.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "system/output_error.hpp"

namespace weir::stages {

namespace {

// Texts, as `execve` takes them.
class Words {
 public:
  void add(std::string word) { words_.push_back(std::move(word)); }
  [[nodiscard]] char* const* pointers() {
    pointers_.reserve(words_.size() + 1);
    for (std::string& word : words_) pointers_.push_back(word.data());
    pointers_.push_back(nullptr);
    return pointers_.data();
  }

 private:
  std::vector<std::string> words_;
  std::vector<char*> pointers_;
};

void refuse_nul(const std::string& text) {
  if (text.find('\0') != std::string::npos) throw NotExecuted("a NUL character cannot be handed to a program; take it away");
}

Words words_of(const Command& command) {
  Words words;
  for (const std::string& word : command.words) {
    refuse_nul(word);
    words.add(word);
  }
  return words;
}

// Those of this process, and of the command in their place.
Words variables_of(const Command& command) {
  Words variables;
  const auto is_named = [&](std::string_view variable) {
    const std::string_view name = variable.substr(0, variable.find('='));
    return std::any_of(command.env.begin(), command.env.end(), [&](const auto& own) { return own.first == name; });
  };
  for (char* const* variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    if (command.env.empty() || !is_named(*variable)) variables.add(*variable);
  }
  for (const auto& [name, value] : command.env) {
    refuse_nul(name + value);
    variables.add(fmt::format("{}={}", name, value));
  }
  return variables;
}

template <class What>
[[noreturn]] void fail_to_start(const Command& command, const std::string& why) {
  throw What(fmt::format("cannot start '{}': {}", shown_command(command), why));
}

std::string why_not_started(int error) {
  std::string mend;
  if (error == EAGAIN) mend = "raise the limit of processes (ulimit -u), or start fewer at a time";
  if (error == ESRCH) mend = "the process in which it is started must not ignore SIGCHLD, nor wait for children that are not its own";
  if (error == EMFILE || error == ENFILE) mend = "raise the limit of open files (ulimit -n), or start fewer at a time";
  return Problem(text_of(error), mend).text();
}

std::string why_not_executed(const Command& command, const LaunchFault& fault) {
  if (fault.step == LaunchFault::Step::folder) return fmt::format("its folder '{}': {}", command.cwd, text_of(fault.error));
  std::string mend;
  if (fault.error == ENOEXEC) mend = "a script begins with a line that names its interpreter: #!/bin/sh";
  if (fault.error == ENOENT) mend = "look for the interpreter that its first line names";
  if (fault.error == E2BIG) mend = "its words and its environment are too long; hand them on by its standard input";
  return Problem(text_of(fault.error), mend).text();
}

Descriptor nothing_to_read() {
  Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!nothing.is_open()) throw Error(fmt::format("cannot read '/dev/null': {}", text_of(errno)));
  return above_standard_streams(std::move(nothing));
}

// What the child has said before its program began.
std::optional<LaunchFault> fault_in(const Descriptor& pipe) {
  LaunchFault fault{};
  ssize_t size = 0;
  do size = ::read(pipe.number(), &fault, sizeof fault);
  while (size < 0 && errno == EINTR);
  if (size < 0) throw std::system_error(errno, std::generic_category());
  return size == static_cast<ssize_t>(sizeof fault) ? std::optional(fault) : std::nullopt;
}

}  // namespace

ChildMaker::ChildMaker() : nothing_(nothing_to_read()) {
  try {
    thread_ = std::thread([this] { work(); });
  } catch (const std::system_error& error) {
    throw Error(Problem(fmt::format("the thread that starts programs could not be made: {}", error.code().message()),
                        "raise the limit of processes (ulimit -u) or of memory (ulimit -v)")
                    .text());
  }
}

ChildMaker::~ChildMaker() {
  {
    const std::lock_guard lock(mutex_);
    state_ = State::ended;
    changed_.notify_all();
  }
  thread_.join();
}

Child ChildMaker::start(const Command& command, bool with_input) try {
  const std::string program = find_program(command);
  Words words = words_of(command);
  Words variables = variables_of(command);
  refuse_nul(command.cwd);
  Pipe in = with_input ? Pipe::make() : Pipe();
  Pipe out = Pipe::make();
  Pipe err = Pipe::make();
  Pipe fault = Pipe::make();
  for (const Descriptor* own : {&out.reads, &err.reads}) set_not_blocking(*own);
  if (with_input) set_not_blocking(in.writes);
  const Launch what{.program = program.c_str(),
                    .words = words.pointers(),
                    .variables = variables.pointers(),
                    .cwd = command.cwd.empty() ? nullptr : command.cwd.c_str(),
                    .in = with_input ? in.reads.number() : nothing_.number(),
                    .out = out.writes.number(),
                    .err = err.writes.number(),
                    .fault = fault.writes.number()};
  int error = 0;
  const pid_t process = launch_there(what, error);
  if (process < 0) fail_to_start<Error>(command, why_not_started(error));
  Child child(process, std::move(in.writes), std::move(out.reads), std::move(err.reads));
  fault.writes.close();
  if (const auto told = fault_in(fault.reads)) fail_to_start<NotExecuted>(command, why_not_executed(command, *told));
  return child;
} catch (const std::system_error& error) {
  fail_to_start<Error>(command, why_not_started(error.code().value()));
}

// Has the thread do it.
pid_t ChildMaker::launch_there(const Launch& what, int& error) {
  const std::lock_guard alone(one_at_a_time_);
  std::unique_lock lock(mutex_);
  what_ = &what;
  state_ = State::asked;
  changed_.notify_all();
  changed_.wait(lock, [this] { return state_ == State::done; });
  state_ = State::idle;
  error = error_;
  return process_;
}

void ChildMaker::work() noexcept {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return state_ == State::asked || state_ == State::ended; });
    if (state_ == State::ended) return;
    process_ = launch(*what_);
    error_ = errno;
    state_ = State::done;
    changed_.notify_all();
  }
}

}  // namespace weir::stages
