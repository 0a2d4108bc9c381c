// What output files do where a system call fails that works on this machine.

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <functional>
#include <regex>
#include <string>
#include <utility>

#include "catch.hpp"
#include "system/output_file.hpp"
#include "temporary_folder.hpp"

namespace fs = std::filesystem;
using weir::stages::FileCalls;
using weir::stages::kSystemCalls;
using weir::stages::OutputFile;

namespace {

/// As on a file system without nameless files.
constexpr FileCalls kWithoutNameless{[](const char* path, int flags, mode_t mode) {
                                       if ((flags & O_TMPFILE) != O_TMPFILE) return kSystemCalls.open(path, flags, mode);
                                       errno = EOPNOTSUPP;
                                       return -1;
                                     },
                                     kSystemCalls.close, kSystemCalls.fsync, kSystemCalls.rename};

/// Closes, and fails all the same, as a file system does that finds only then that there is no room.
template <int kError>
constexpr FileCalls kFailingClose{kSystemCalls.open,
                                  [](int descriptor) {
                                    kSystemCalls.close(descriptor);
                                    errno = kError;
                                    return -1;
                                  },
                                  kSystemCalls.fsync, kSystemCalls.rename};

template <int kError>
constexpr FileCalls kFailingSync{kSystemCalls.open, kSystemCalls.close,
                                 [](int) {
                                   errno = kError;
                                   return -1;
                                 },
                                 kSystemCalls.rename};

template <int kError>
constexpr FileCalls kFailingRename{kSystemCalls.open, kSystemCalls.close, kSystemCalls.fsync, [](const char*, const char*) {
                                     errno = kError;
                                     return -1;
                                   }};

/// The first close fails, those after it do not.
bool has_failed_to_close = false;
constexpr FileCalls kFailingFirstClose{kSystemCalls.open,
                                       [](int descriptor) {
                                         const int result = kSystemCalls.close(descriptor);
                                         if (std::exchange(has_failed_to_close, true)) return result;
                                         errno = ENOSPC;
                                         return -1;
                                       },
                                       kSystemCalls.fsync, kSystemCalls.rename};

/// A folder cannot be opened to be synced.
template <int kError>
constexpr FileCalls kFailingOpenOfFolder{[](const char* path, int flags, mode_t mode) {
                                           const bool is_folder = (flags & O_DIRECTORY) != 0 && (flags & O_TMPFILE) != O_TMPFILE;
                                           if (!is_folder) return kSystemCalls.open(path, flags, mode);
                                           errno = kError;
                                           return -1;
                                         },
                                         kSystemCalls.close, kSystemCalls.fsync, kSystemCalls.rename};

std::string only_name_in(const TemporaryFolder& folder) {
  REQUIRE(folder.entries() == 1);
  return fs::directory_iterator(folder.path())->path().filename().string();
}

}  // namespace

TEST_CASE("Where there are no nameless files, a hidden one becomes the file") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kWithoutNameless);
  file.write("whole");
  file.flush();
  const std::string temporary = only_name_in(folder);
  CHECK(std::regex_match(temporary, std::regex(R"(\.o\.txt\.[0-9a-f]{16}\.tmp)")));
  CHECK(content(folder / temporary) == "whole");
  file.commit();
  CHECK(only_name_in(folder) == "o.txt");
  CHECK(content(folder / "o.txt") == "whole");
}

TEST_CASE("Where there are no nameless files, one that is not committed leaves the old one alone and nothing behind") {
  const TemporaryFolder folder;
  write_file(folder / "o.txt", "old");
  {
    OutputFile file(folder / "o.txt", true, kWithoutNameless);
    file.write("new");
    file.flush();
    CHECK(folder.entries() == 2);
  }
  CHECK(only_name_in(folder) == "o.txt");
  CHECK(content(folder / "o.txt") == "old");
}

TEST_CASE("Where there are no nameless files, a part is kept beside the file, and nothing else is") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kWithoutNameless);
  file.write("a part");
  file.commit_partial();
  CHECK(only_name_in(folder) == "o.txt.partial");
  CHECK(content(folder / "o.txt.partial") == "a part");
}

TEST_CASE("Where there are no nameless files, a writer removes what a killed one left, and not what another is writing") {
  const TemporaryFolder folder;
  write_file(folder / ".o.txt.0123456789abcdef.tmp", "of a process that was killed");
  OutputFile first(folder / "o.txt", true, kWithoutNameless);
  first.write("first");
  CHECK_FALSE(fs::exists(folder / ".o.txt.0123456789abcdef.tmp"));
  OutputFile second(folder / "o.txt", true, kWithoutNameless);
  second.write("second");
  CHECK(folder.entries() == 2);
  first.commit();
  CHECK(content(folder / "o.txt") == "first");
  second.commit();
  CHECK(content(folder / "o.txt") == "second");
  CHECK(folder.entries() == 1);
}

TEST_CASE("A file that cannot be closed without an error is not called whole") {
  const bool sync = GENERATE(true, false);
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", sync, kFailingClose<ENOSPC>);
  file.write("text");
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': No space left on device");
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': an earlier write failed");
  OutputFile part(folder / "o.txt", sync, kFailingClose<ENOSPC>);
  CHECK_THROWS_AS(part.commit_partial(), weir::Error);
}

TEST_CASE("A stream that cannot be closed without an error is not called whole") {
  OutputFile device("/dev/null", true, kFailingClose<EIO>);
  device.write("text");
  CHECK_THROWS_WITH(device.commit(), "cannot write '/dev/null': Input/output error");
}

TEST_CASE("A broken pipe is an error like any other where it is a file that fails: it has no reader that could go away") {
  const TemporaryFolder folder;
  const FileCalls& calls = GENERATE(std::cref(kFailingClose<EPIPE>), std::cref(kFailingSync<EPIPE>), std::cref(kFailingRename<EPIPE>));
  OutputFile file(folder / "o.txt", true, calls);
  file.write("text");
  try {
    file.commit();
    FAIL("nothing was thrown");
  } catch (const weir::OutputClosed&) {
    FAIL("nobody has gone away");
  } catch (const weir::Error& error) {
    CHECK(error.what() == "cannot write '" + (folder / "o.txt").string() + "': Broken pipe");
  }
}

TEST_CASE("A close that a signal interrupts has closed") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kFailingClose<EINTR>);
  file.write("text");
  file.commit();
  CHECK(content(folder / "o.txt") == "text");
  OutputFile device("/dev/null", true, kFailingClose<EINTR>);
  CHECK_NOTHROW(device.commit());
}

TEST_CASE("A file that does not reach the disk does not get its name, unless that was not asked for") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kFailingSync<EIO>);
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': Input/output error");
  CHECK_FALSE(fs::exists(folder / "o.txt"));
  OutputFile unsynced(folder / "unsynced", false, kFailingSync<EIO>);
  unsynced.commit();
  CHECK(fs::exists(folder / "unsynced"));
  OutputFile without(folder / "without", true, kFailingSync<EINVAL>);  // a file system that knows no such thing
  without.commit();
  CHECK(fs::exists(folder / "without"));
}

TEST_CASE("A file whose name may not reach the disk is an error, unless its folder may not be read") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kFailingOpenOfFolder<EMFILE>);
  file.write("text");
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': Too many open files");
  CHECK(folder.entries() == 0);
  OutputFile unreadable(folder / "o.txt", true, kFailingOpenOfFolder<EACCES>);
  unreadable.write("another text");
  unreadable.commit();
  CHECK(content(folder / "o.txt") == "another text");
}

TEST_CASE("A file that is written where it is, and cannot be closed without an error, is not called whole") {
  const TemporaryFolder folder;
  write_file(folder / "o.txt", "old");
  fs::create_hard_link(folder / "o.txt", folder / "other");
  has_failed_to_close = false;
  OutputFile file(folder / "o.txt", false, kFailingFirstClose);
  file.write("new");
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() +
                                       "': No space left on device; it could not be replaced as a whole, and holds a part of the new "
                                       "content now");
}

TEST_CASE("A file that no other can take the place of, such as a mount point, is written where it is") {
  const FileCalls& calls = GENERATE(std::cref(kFailingRename<EBUSY>), std::cref(kFailingRename<EXDEV>));
  const TemporaryFolder folder;
  write_file(folder / "o.txt", "a longer text, as it was before");
  struct stat before {};
  REQUIRE(::stat((folder / "o.txt").c_str(), &before) == 0);
  OutputFile file(folder / "o.txt", true, calls);
  file.write("new");
  file.commit();
  struct stat after {};
  REQUIRE(::stat((folder / "o.txt").c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK(only_name_in(folder) == "o.txt");
  CHECK(content(folder / "o.txt") == "new");
}

TEST_CASE("A new file that cannot be moved to its place is not looked for there") {
  const TemporaryFolder folder;
  OutputFile file(folder / "o.txt", true, kFailingRename<EXDEV>);
  file.write("new");
  CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': Invalid cross-device link");
}

TEST_CASE("A file that cannot get its name for another reason leaves the old one alone and nothing behind") {
  const TemporaryFolder folder;
  write_file(folder / "o.txt", "old");
  {
    OutputFile file(folder / "o.txt", true, kFailingRename<EACCES>);
    file.write("new");
    CHECK_THROWS_WITH(file.commit(), "cannot write '" + (folder / "o.txt").string() + "': Permission denied");
  }
  CHECK(only_name_in(folder) == "o.txt");
  CHECK(content(folder / "o.txt") == "old");
}
