// How programs end, whatever they do about it, and that nothing is left of them.

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <thread>

#include "catch.hpp"
#include "exec/child_maker.hpp"
#include "programs.hpp"

using weir::stages::Child;
using weir::stages::ChildMaker;
using weir::stages::Ending;

TEST_CASE("A program that ignores SIGTERM is ended with its object") {
  ChildMaker maker;
  std::optional<Child> child = maker.start({.words = {"sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1000; done"}}, false);
  CHECK(line_of(child->out()) == "ready");
  const pid_t process = child->process();
  child->signal(SIGTERM);
  CHECK_FALSE(child->ending().has_value());
  child.reset();
  CHECK_FALSE(is_there(process));
}

TEST_CASE("What a program leaves in its group ends with it, and holds its pipes no longer") {
  ChildMaker maker;
  Child child = maker.start({.words = {"sh", "-c", "sleep 1000 & echo $!; exit 4"}}, false);
  const pid_t below = std::stoi(line_of(child.out()));
  CHECK(end_of(child) == Ending{.code = 4});
  CHECK(all_of(child.out()).empty());
  await_gone(below);
}

TEST_CASE("A program ends when its maker's thread does, and outlives the thread that asked for it") {
  std::optional<Child> child;
  ChildMaker maker;
  std::thread([&] { child.emplace(maker.start({.words = {"cat"}}, true)); }).join();
  CHECK(::write(child->in().number(), "a\n", 2) == 2);
  CHECK(line_of(child->out()) == "a");
  CHECK_FALSE(child->ending().has_value());
}

TEST_CASE("A program ends when its process is killed") {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t host = ::fork();
  if (host == 0) {
    // Of a process that is to be killed: a failure is an end that says nothing.
    ChildMaker maker;
    const Child child = maker.start({.words = {"sleep", "1000"}}, false);
    const pid_t process = child.process();
    if (::write(pipe[1], &process, sizeof process) != sizeof process) ::_exit(1);
    ::pause();
    ::_exit(1);
  }
  ::close(pipe[1]);
  pid_t process = 0;
  REQUIRE(::read(pipe[0], &process, sizeof process) == sizeof process);
  ::close(pipe[0]);
  CHECK(is_there(process));
  ::kill(host, SIGKILL);
  CHECK(::waitpid(host, nullptr, 0) == host);
  await_gone(process);
}

TEST_CASE("Where nobody can tell how a program ended, that is an error") {
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  struct sigaction before {};
  REQUIRE(::sigaction(SIGCHLD, &ignored, &before) == 0);
  {
    ChildMaker maker;
    Child child = maker.start({.words = {"cat"}}, true);
    child.in().close();
    await(child.end(), POLLIN);
    CHECK_THROWS_WITH(child.ending(), Catch::Matchers::Contains("must not ignore SIGCHLD"));
  }
  REQUIRE(::sigaction(SIGCHLD, &before, nullptr) == 0);
}
