#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <string>
#include <thread>
#include <utility>

#include "catch.hpp"
#include "file_helpers.hpp"
#include "system/output_file.hpp"
#include "temporary_folder.hpp"
#include "without_poll.hpp"

namespace fs = std::filesystem;
using weir::Error;
using weir::OutputClosed;
using weir::stages::OutputFile;

namespace {

/// Puts something else in the place of a descriptor, until the end of the scope.
class Redirected {
 public:
  Redirected(int descriptor, int to) : descriptor_(descriptor), saved_(::dup(descriptor)) { ::dup2(to, descriptor); }
  Redirected(const Redirected&) = delete;
  Redirected& operator=(const Redirected&) = delete;
  ~Redirected() {
    ::dup2(saved_, descriptor_);
    ::close(saved_);
  }

 private:
  int descriptor_;
  int saved_;
};

void put_on_stdout(std::string_view text) {
  REQUIRE(::write(STDOUT_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

}  // namespace

TEST_CASE("A device is written directly and stays what it is") {
  OutputFile file("/dev/null");
  CHECK_FALSE(file.seekable());
  file.write("gone");
  CHECK_THROWS_AS(file.write_at(0, bytes("x")), Error);
  file.commit();
  CHECK(fs::is_character_file("/dev/null"));
}

TEST_CASE("A full disk is an error with the path, and nothing can be committed after it") {
  OutputFile file("/dev/full");
  file.write("does not fit");
  CHECK_THROWS_WITH(file.flush(), "cannot write '/dev/full': No space left on device");
  CHECK_THROWS_WITH(file.commit(), "cannot write '/dev/full': an earlier write failed");
}

TEST_CASE("A named pipe is written directly") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  std::string received;
  {
    const std::jthread reader([&] {
      std::ifstream pipe(folder / "pipe", std::ios::binary);
      received.assign(std::istreambuf_iterator<char>(pipe), {});
    });
    OutputFile file(folder / "pipe");
    file.write("through the pipe");
    file.commit();
  }
  CHECK(received == "through the pipe");
  CHECK(fs::is_fifo(folder / "pipe"));
}

TEST_CASE("A dash is stdout") {
  const TemporaryFolder folder;
  const int target = ::open((folder / "captured").c_str(), O_WRONLY | O_CREAT, 0600);
  {
    const Redirected stdout_to_file(STDOUT_FILENO, target);
    OutputFile file("-");
    file.write("hello");
    file.commit();
    OutputFile dropped("-");
    dropped.write("never committed");
  }
  ::close(target);
  CHECK(content(folder / "captured") == "hello");
}

TEST_CASE("The names of stdout are the descriptor itself, and the file behind it is not replaced") {
  const std::string name = GENERATE("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/dev/../dev/fd/1");
  const TemporaryFolder folder;
  const int target = ::open((folder / "captured").c_str(), O_WRONLY | O_CREAT, 0600);
  bool seekable = true;
  {
    const Redirected stdout_to_file(STDOUT_FILENO, target);
    put_on_stdout("before,");
    OutputFile file(name);
    seekable = file.seekable();
    file.write("between,");
    file.commit();
    put_on_stdout("after");
  }
  ::close(target);
  CHECK_FALSE(seekable);
  CHECK(content(folder / "captured") == "before,between,after");
  CHECK(folder.entries() == 1);
}

TEST_CASE("A link to /dev/stdout is stdout too") {
  const TemporaryFolder folder;
  fs::create_symlink("/dev/stdout", folder / "link");
  const int target = ::open((folder / "captured").c_str(), O_WRONLY | O_CREAT, 0600);
  {
    const Redirected stdout_to_file(STDOUT_FILENO, target);
    OutputFile file(folder / "link");
    file.write("hello");
    file.commit();
  }
  ::close(target);
  CHECK(content(folder / "captured") == "hello");
  CHECK(fs::is_symlink(folder / "link"));
}

TEST_CASE("A descriptor that cannot be written to is an error at once") {
  const int unwritable = ::open("/dev/null", O_RDONLY);
  const std::string path = "/dev/fd/" + std::to_string(unwritable);
  const std::string descriptor = "cannot write '" + path + "': descriptor " + std::to_string(unwritable);
  CHECK_THROWS_WITH(OutputFile(path), descriptor + " is open for reading only");
  ::close(unwritable);
  CHECK_THROWS_WITH(OutputFile(path), descriptor + " is not open");
}

TEST_CASE("A path that only passes through /proc is a file like any other") {
  const TemporaryFolder folder;
  const fs::path path = "/proc/self/root" + (folder / "file").string();
  OutputFile file(path);
  CHECK(file.seekable());
  file.commit();
  CHECK(fs::is_regular_file(folder / "file"));
}

TEST_CASE("A stdout that nobody reads any more has its own exception") {
  const auto signal_before = std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  ::close(ends[0]);
  bool closed = false;
  {
    const Redirected stdout_to_pipe(STDOUT_FILENO, ends[1]);
    OutputFile file("-");
    file.write("nobody sees this");
    try {
      file.commit();
    } catch (const OutputClosed&) {
      closed = true;
    }
  }
  ::close(ends[1]);
  std::signal(SIGPIPE, signal_before);
  CHECK(closed);
}

TEST_CASE("A stdout that does not block gets everything nonetheless") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_NONBLOCK) == 0);
  const std::string sent(1'000'000, 'x');
  std::string received;
  {
    const std::jthread reader([&] {
      std::array<char, 4096> part{};
      while (received.size() < sent.size()) {
        const ssize_t size = ::read(ends[0], part.data(), part.size());
        if (size > 0) received.append(part.data(), static_cast<std::size_t>(size));
        if (size <= 0) std::this_thread::yield();
      }
    });
    const Redirected stdout_to_pipe(STDOUT_FILENO, ends[1]);
    OutputFile file("-");
    file.write(sent);
    file.commit();
  }
  ::close(ends[0]);
  ::close(ends[1]);
  CHECK(received == sent);
}

TEST_CASE("Waiting for the reader of a named pipe ends when the run is being stopped") {
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  OutputFile file(folder / "pipe");
  int looks = 0;
  file.stop_when([&looks] { return ++looks == 3; });
  file.write("nobody will read this");
  CHECK_THROWS_AS(file.flush(), weir::Stopped);
  CHECK(looks == 3);
}

TEST_CASE("Waiting for room in a pipe ends when the run is being stopped") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  {
    const Redirected stdout_to_pipe(STDOUT_FILENO, ends[1]);
    OutputFile file("-");
    bool stopping = false;
    file.stop_when([&stopping] { return std::exchange(stopping, true); });
    CHECK_THROWS_AS(file.write(std::string(10'000'000, 'x')), weir::Stopped);
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("Where nothing tells whether a pipe has room, that is an error and not a wait without end") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_NONBLOCK) == 0);
  const std::string full(4096, 'x');
  while (::write(ends[1], full.data(), full.size()) > 0) {
  }
  {
    const Redirected stdout_to_pipe(STDOUT_FILENO, ends[1]);
    OutputFile file("-");
    file.write("text");
    const WithoutPoll no_poll;
    CHECK_THROWS_WITH(file.flush(), "cannot write stdout: Invalid argument");
  }
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("A reader that comes late to a named pipe gets everything, and an end where nothing was written") {
  const std::string sent = GENERATE(std::string(), std::string(300'000, 'x'));
  const TemporaryFolder folder;
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  OutputFile file(folder / "pipe");
  std::atomic<bool> waited = false;
  file.stop_when([&waited] {
    waited = true;
    return false;
  });
  std::string received;
  {
    const std::jthread reader([&] {
      while (!waited) std::this_thread::yield();
      std::ifstream pipe(folder / "pipe", std::ios::binary);
      received.assign(std::istreambuf_iterator<char>(pipe), {});
    });
    file.write(sent);
    file.commit();
  }
  CHECK(received == sent);
}

TEST_CASE("A socket in the file system is an error, not a wait") {
  const TemporaryFolder folder;
  const std::string path = (folder / "socket").string();
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(static_cast<char*>(address.sun_path), sizeof(address.sun_path) - 1);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  CHECK_THROWS_WITH(OutputFile(path), "cannot write '" + path + "': No such device or address");
  ::close(socket);
}
