// Programs under way: how they begin, and what they get and give.

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <vector>

#include "catch.hpp"
#include "exec/child_maker.hpp"
#include "programs.hpp"
#include "system/temporary_folder.hpp"

using weir::stages::Child;
using weir::stages::ChildMaker;
using weir::stages::Command;
using weir::stages::Ending;

TEST_CASE("A program gets its words as they are, and prints on both streams") {
  ChildMaker maker;
  Child child =
      maker.start({.words = {"sh", "-c", "printf '%s|' \"$@\"; echo fault >&2; exit 3", "sh", "a b", "$HOME", "*", "\"", ""}}, false);
  CHECK(all_of(child.out()) == "a b|$HOME|*|\"||");
  CHECK(all_of(child.err()) == "fault\n");
  CHECK(end_of(child) == Ending{.code = 3});
  CHECK(child.ending() == Ending{.code = 3});  // as often as one asks
}

TEST_CASE("A program that a signal ended says which") {
  ChildMaker maker;
  Child child = maker.start({.words = {"sh", "-c", "kill -TERM $$"}}, false);
  const Ending ending = end_of(child);
  CHECK(ending == Ending{.signal = SIGTERM});
  CHECK(shown_ending(ending) == "signal 15 (TERM)");
  CHECK(shown_ending(Ending{.code = 3}) == "exit code 3");
}

TEST_CASE("A program without an input reads its end at once") {
  ChildMaker maker;
  CHECK(printed(maker, "cat; echo read") == "read\n");
}

TEST_CASE("A million bytes go each way") {
  ChildMaker maker;
  Child child = maker.start({.words = {"cat"}}, true);
  std::string text;
  while (text.size() < 1'000'000) text += std::to_string(text.size()) + "\n";
  std::thread writer([&] {
    for (std::string_view rest = text; !rest.empty();) {
      pollfd waiting{child.in().number(), POLLOUT, 0};
      if (::poll(&waiting, 1, kPatience) != 1) return;
      const ssize_t size = ::write(child.in().number(), rest.data(), rest.size());
      if (size > 0) rest.remove_prefix(static_cast<std::size_t>(size));
    }
    child.in().close();
  });
  const std::string read = all_of(child.out());
  writer.join();
  CHECK(read == text);
  CHECK(end_of(child) == Ending{.code = 0});
}

TEST_CASE("A program has the variables of this process and its own, and its folder") {
  TemporaryFolder folder;
  ::setenv("WEIR_TEST_GIVEN", "given", 1);
  ::setenv("WEIR_TEST_REPLACED", "old", 1);
  ChildMaker maker;
  Child child = maker.start({.words = {"sh", "-c", "echo $WEIR_TEST_GIVEN $WEIR_TEST_REPLACED $WEIR_TEST_NEW; pwd -P"},
                             .env = {{"WEIR_TEST_REPLACED", "replaced"}, {"WEIR_TEST_NEW", "a=b"}},
                             .cwd = folder.path().string()},
                            false);
  CHECK(all_of(child.out()) == "given replaced a=b\n" + std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST_CASE("A program begins with the signals of any program, whatever its process ignores or blocks") {
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  struct sigaction before {};
  REQUIRE(::sigaction(SIGPIPE, &ignored, &before) == 0);
  sigset_t blocked;
  sigset_t mask;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &mask);
  {
    ChildMaker maker;
    CHECK(printed(maker, "grep '^SigBlk' /proc/self/status") == "SigBlk:\t0000000000000000\n");
    // 32 and 33 are the C library's own, and nobody else can set them: who started this process may have left them ignored (posix_spawn).
    constexpr std::uint64_t kOfTheLibrary = std::uint64_t{3} << 31U;
    const std::string ignores = printed(maker, "grep '^SigIgn' /proc/self/status");
    CHECK((std::stoull(ignores.substr(ignores.find('\t')), nullptr, 16) & ~kOfTheLibrary) == 0);
  }
  ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  REQUIRE(::sigaction(SIGPIPE, &before, nullptr) == 0);
}

TEST_CASE("A program gets no descriptors but its standard streams") {
  const int left_open = ::open("/dev/null", O_RDONLY);  // NOLINT(android-cloexec-open): what is tested
  ChildMaker maker;
  const Child other = maker.start({.words = {"sleep", "1000"}}, true);
  Child child = maker.start({.words = {"ls", "/proc/self/fd"}}, false);
  CHECK(all_of(child.out()) == "0\n1\n2\n3\n");  // the last is the folder that it reads
  ::close(left_open);
}

TEST_CASE("What cannot be executed says why, and leaves nothing") {
  TemporaryFolder folder;
  const auto script = [&](const char* name, const char* text) {
    std::ofstream(folder / name) << text;
    REQUIRE(::chmod((folder / name).c_str(), 0755) == 0);
    return (folder / name).string();
  };
  const std::string without_a_line = script("without_a_line", "echo here\n");
  const std::string of_nothing = script("of_nothing", "#!/no/such/interpreter\n");
  ChildMaker maker;
  const std::size_t before = open_descriptors();
  const auto start = [&](const Command& command) { std::ignore = maker.start(command, true); };
  CHECK_THROWS_WITH(start({.words = {without_a_line}}), Catch::Matchers::Contains("Exec format error; a script begins with a line"));
  CHECK_THROWS_WITH(start({.words = {of_nothing}}), Catch::Matchers::Contains("No such file or directory; look for the interpreter"));
  CHECK_THROWS_WITH(start({.words = {"true"}, .cwd = "/no/such/folder"}),
                    "cannot start 'true': its folder '/no/such/folder': No such file or directory");
  CHECK_THROWS_WITH(start({.words = {"echo", std::string(10'000'000, 'x')}}),
                    Catch::Matchers::Contains("hand them on by its standard input"));
  CHECK_THROWS_WITH(start({.words = {"echo", std::string("a\0b", 3)}}), Catch::Matchers::Contains("a NUL character cannot be handed"));
  CHECK(open_descriptors() == before);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("Nothing is left of programs that have ended, nor of those that are let go") {
  const std::size_t before = open_descriptors();
  {
    ChildMaker maker;
    for (int i = 0; i < 20; ++i) CHECK(printed(maker, "echo a") == "a\n");
    std::vector<Child> running;
    for (int i = 0; i < 20; ++i) running.push_back(maker.start({.words = {"sleep", "1000"}}, true));
  }
  CHECK(open_descriptors() == before);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
  CHECK(errno == ECHILD);
}

TEST_CASE("Any number of threads start programs") {
  ChildMaker maker;
  std::vector<std::thread> threads;
  std::vector<std::string> said(8);
  for (std::size_t i = 0; i < said.size(); ++i) {
    threads.emplace_back([&, i] {
      for (int n = 0; n < 5; ++n) {
        Child child = maker.start({.words = {"echo", std::to_string(i)}}, false);
        pollfd waiting{child.end().number(), POLLIN, 0};
        if (::poll(&waiting, 1, kPatience) != 1) return;
        std::array<char, 16> some{};
        const ssize_t size = ::read(child.out().number(), some.data(), some.size());
        if (size > 0) said[i].append(some.data(), static_cast<std::size_t>(size));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < said.size(); ++i) {
    std::string expected;
    for (int n = 0; n < 5; ++n) expected += std::to_string(i) + "\n";
    CHECK(said[i] == expected);
  }
}
