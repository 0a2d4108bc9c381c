#include "system/output_file.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <string>
#include <thread>

#include "catch.hpp"
#include "file_helpers.hpp"
#include "temporary_folder.hpp"
#include "without_privileges.hpp"

namespace fs = std::filesystem;
using weir::Error;
using weir::stages::OutputFile;

namespace {

unsigned mode(const fs::path& path) {
  return status_of(path).st_mode & 0777U;
}

bool has_nameless_files(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  const bool named_in_proc = fs::exists("/proc/self/fd/" + std::to_string(descriptor));
  ::close(descriptor);
  return named_in_proc;
}

/// Starts a file in a child that ends without any destructor, as a killed process does. Returns whether it got that far.
bool abandon(const fs::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      OutputFile file(path);
      file.write("half of it");
      file.flush();
      ::_exit(42);
    } catch (const Error&) {
      ::_exit(1);
    }
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 42;
}

std::string message_of(const fs::path& path) {
  try {
    OutputFile file(path);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("A committed file is there whole, and nothing else is") {
  const TemporaryFolder folder;
  OutputFile file(folder / "numbers.txt");
  std::string expected;
  for (int i = 0; i < 50'000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    file.write(line);
    expected += line;
  }
  CHECK_FALSE(fs::exists(folder / "numbers.txt"));
  file.commit();
  CHECK(content(folder / "numbers.txt") == expected);
  CHECK(folder.entries() == 1);
}

TEST_CASE("A file that is not committed leaves the old one alone and nothing behind") {
  const TemporaryFolder folder;
  write_file(folder / "old.txt", "old");
  {
    OutputFile file(folder / "old.txt");
    file.write("new");
    file.flush();
    CHECK(content(folder / "old.txt") == "old");
  }
  CHECK(content(folder / "old.txt") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("A process that dies leaves the old file alone, and nothing behind where the file system has nameless files") {
  const TemporaryFolder folder;
  write_file(folder / "old.txt", "old");
  REQUIRE(abandon(folder / "old.txt"));
  REQUIRE(abandon(folder / "new.txt"));
  CHECK(content(folder / "old.txt") == "old");
  CHECK_FALSE(fs::exists(folder / "new.txt"));
  CHECK(folder.entries() == (has_nameless_files(folder.path()) ? 1 : 3));
}

TEST_CASE("Writes of every size around the buffer's come out in order") {
  const TemporaryFolder folder;
  std::string expected;
  OutputFile file(folder / "sizes");
  char letter = 'a';
  for (const std::size_t size : {0U, 1U, 65'535U, 1U, 65'536U, 3U, 65'537U, 200'000U, 7U}) {
    const std::string part(size, letter++);
    file.write(part);
    expected += part;
  }
  file.commit();
  CHECK(content(folder / "sizes") == expected);
}

TEST_CASE("A part that was written can be replaced in place") {
  const TemporaryFolder folder;
  OutputFile file(folder / "header");
  REQUIRE(file.seekable());
  file.write("????????body");
  file.write_at(0, bytes("HEAD1234"));
  file.write(" and tail");
  file.commit();
  CHECK(content(folder / "header") == "HEAD1234body and tail");
}

TEST_CASE("Blocks may be written in any order and from several threads") {
  const TemporaryFolder folder;
  OutputFile file(folder / "blocks");
  {
    std::vector<std::jthread> threads;
    for (int t = 3; t >= 0; --t) {
      threads.emplace_back([&file, t] {
        for (int i = t; i < 400; i += 4)
          file.write_at(static_cast<std::uint64_t>(i) * 100, bytes(std::string(100, static_cast<char>('a' + t))));
      });
    }
  }
  file.commit();
  std::string expected;
  for (int i = 0; i < 400; ++i) expected += std::string(100, static_cast<char>('a' + i % 4));
  CHECK(content(folder / "blocks") == expected);
}

TEST_CASE("A new file has the permissions that the umask leaves, a replaced one keeps its own") {
  const TemporaryFolder folder;
  const mode_t umask_before = ::umask(027);
  OutputFile fresh(folder / "fresh");
  fresh.commit();
  write_file(folder / "kept", "x");
  fs::permissions(folder / "kept", fs::perms(0604));
  OutputFile kept(folder / "kept");
  kept.commit();
  ::umask(umask_before);
  CHECK(mode(folder / "fresh") == 0640);
  CHECK(mode(folder / "kept") == 0604);
}

TEST_CASE("A symbolic link stays a link and its file is replaced") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "data");
  write_file(folder / "data/real", "old");
  fs::create_symlink("data/real", folder / "second");
  fs::create_symlink("second", folder / "first");
  OutputFile file(folder / "first");
  file.write("new");
  file.commit();
  CHECK(fs::is_symlink(folder / "first"));
  CHECK(fs::is_symlink(folder / "second"));
  CHECK(content(folder / "data/real") == "new");
}

TEST_CASE("A symbolic link to a file that is yet to be made makes that file") {
  const TemporaryFolder folder;
  fs::create_symlink("later", folder / "link");
  OutputFile file(folder / "link");
  file.write("made");
  file.commit();
  CHECK(fs::is_symlink(folder / "link"));
  CHECK(content(folder / "later") == "made");
}

TEST_CASE("Links in a ring are an error") {
  const TemporaryFolder folder;
  fs::create_symlink("b", folder / "a");
  fs::create_symlink("a", folder / "b");
  CHECK(message_of(folder / "a") == "cannot write '" + (folder / "a").string() + "': Too many levels of symbolic links");
}

TEST_CASE("A target that cannot be made is an error at once, with its path and the cause") {
  const TemporaryFolder folder;
  const std::string missing = (folder / "none").string();
  CHECK(message_of(missing + "/x") == "cannot write '" + missing + "/x': the folder '" + missing + "' does not exist");
  CHECK(message_of(folder.path()) == "cannot write '" + folder.path().string() + "': it is a folder");
  CHECK(message_of(missing + "/") == "cannot write '" + missing + "/': it is a folder");
  write_file(folder / "file", "");
  CHECK(message_of(folder / "file/x") == "cannot write '" + (folder / "file/x").string() + "': Not a directory");
  const std::string long_name = (folder / std::string(300, 'n')).string();
  CHECK(message_of(long_name) == "cannot write '" + long_name + "': File name too long");
  CHECK(message_of("") == "cannot write a file: its path is empty");
  CHECK(folder.entries() == 1);
}

TEST_CASE("The longest name that a file may have works") {
  const TemporaryFolder folder;
  OutputFile file(folder / std::string(255, 'n'));
  file.commit();
  CHECK(fs::exists(folder / std::string(255, 'n')));
}

TEST_CASE("A lack of permission is an error at once") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0755));
  write_file(folder / "read_only", "kept");
  fs::permissions(folder / "read_only", fs::perms(0444));
  fs::create_directory(folder / "closed");
  fs::permissions(folder / "closed", fs::perms(0555));
  const std::string closed = (folder / "closed").string();
  std::string read_only_message;
  std::string closed_message;
  {
    const WithoutPrivileges nobody;
    read_only_message = message_of(folder / "read_only");
    closed_message = message_of(closed + "/x");
  }
  CHECK(read_only_message == "cannot write '" + (folder / "read_only").string() + "': Permission denied");
  CHECK(closed_message == "cannot write '" + closed + "/x': no file can be made in the folder '" + closed + "': Permission denied");
  CHECK(content(folder / "read_only") == "kept");
}

TEST_CASE("A file that outgrows its limit is an error and leaves nothing behind") {
  const TemporaryFolder folder;
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100'000, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    OutputFile file(folder / "large");
    file.write(std::string(150'000, 'x'));
  } catch (const Error& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, signal_before);
  CHECK(message == "cannot write '" + (folder / "large").string() + "': File too large");
  CHECK(folder.entries() == 0);
}
