// What a replaced file keeps of the old one, and what becomes of it where it cannot be replaced.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "catch.hpp"
#include "file_helpers.hpp"
#include "system/copy_bytes.hpp"
#include "system/output_file.hpp"
#include "system/temporary_name.hpp"
#include "temporary_folder.hpp"
#include "without_privileges.hpp"

namespace fs = std::filesystem;
using weir::Error;
using weir::stages::OutputFile;

namespace {

constexpr unsigned kNobody = 65534;

void replace(const fs::path& path, const std::string& text) {
  OutputFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace

TEST_CASE("A file with other names is replaced under all of them") {
  const TemporaryFolder folder;
  write_file(folder / "file", "a longer old text");
  fs::create_hard_link(folder / "file", folder / "other");
  OutputFile file(folder / "file");
  file.write("new");
  CHECK(content(folder / "file") == "a longer old text");
  file.commit();
  CHECK(content(folder / "file") == "new");
  CHECK(content(folder / "other") == "new");
  CHECK(folder.entries() == 2);
}

TEST_CASE("A file with other names that is not committed stays as it is") {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  fs::create_hard_link(folder / "file", folder / "other");
  {
    OutputFile file(folder / "file");
    file.write("new");
    file.flush();
  }
  CHECK(content(folder / "other") == "old");
  CHECK(folder.entries() == 2);
}

TEST_CASE("A replaced file keeps its owner and its group where that is permitted") {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  // Only root can give a file away; for anyone else it must stay their own.
  if (::geteuid() == 0) REQUIRE(::chown((folder / "file").c_str(), kNobody, kNobody) == 0);
  REQUIRE(::chmod((folder / "file").c_str(), 0660) == 0);
  const struct stat before = status_of(folder / "file");
  replace(folder / "file", "new");
  const struct stat after = status_of(folder / "file");
  CHECK(content(folder / "file") == "new");
  CHECK(after.st_uid == before.st_uid);
  CHECK(after.st_gid == before.st_gid);
  CHECK(after.st_mode == before.st_mode);
}

TEST_CASE("A file in a folder that may not be written is written in place") {
  const TemporaryFolder folder;
  fs::create_directory(folder / "sub");
  write_file(folder / "sub" / "file", "a longer old text");
  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(folder / "sub" / "file", fs::perms(0666));
  fs::permissions(folder / "sub", fs::perms(0555));
  const ino_t inode = status_of(folder / "sub" / "file").st_ino;
  {
    const WithoutPrivileges unprivileged;
    ::setenv("TMPDIR", (folder / "none").c_str(), 1);
    CHECK_THROWS_WITH(OutputFile(folder / "sub" / "file"), "cannot write '" + (folder / "sub" / "file").string() +
                                                               "': no file can be made in the folder '" + (folder / "sub").string() +
                                                               "': Permission denied, and TMPDIR is not a folder");
    ::unsetenv("TMPDIR");
    replace(folder / "sub" / "file", "new");
    CHECK_THROWS_WITH(OutputFile(folder / "sub" / "another"), "cannot write '" + (folder / "sub" / "another").string() +
                                                                  "': no file can be made in the folder '" + (folder / "sub").string() +
                                                                  "': Permission denied");
  }
  fs::permissions(folder / "sub", fs::perms(0755));
  CHECK(content(folder / "sub" / "file") == "new");
  CHECK(status_of(folder / "sub" / "file").st_ino == inode);
}

TEST_CASE("What is attached to a file stays attached") {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  const std::string value = "kept";
  if (::setxattr((folder / "file").c_str(), "user.note", value.data(), value.size(), 0) != 0) {
    REQUIRE(errno == ENOTSUP);  // not every file system can
    return;
  }
  replace(folder / "file", "new");
  std::string found(16, '\0');
  const ssize_t size = ::getxattr((folder / "file").c_str(), "user.note", found.data(), found.size());
  REQUIRE(size > 0);
  found.resize(static_cast<std::size_t>(size));
  CHECK(found == value);
  CHECK(content(folder / "file") == "new");
}

TEST_CASE("What is not the whole stands beside the file, which stays as it was") {
  const TemporaryFolder folder;
  write_file(folder / "file", "old");
  OutputFile file(folder / "file");
  file.write("a part");
  const auto line = file.commit_partial();
  const std::string path = (folder / "file").string();
  CHECK(line == "'" + path + "' is not made: its input was cut short; what had come is in '" + path + ".partial'");
  CHECK(content(folder / "file") == "old");
  CHECK(content(folder / "file.partial") == "a part");
  CHECK(folder.entries() == 2);
}

TEST_CASE("A part that comes later replaces the one before, and a file that is yet to be made is not made") {
  const TemporaryFolder folder;
  write_file(folder / "file.partial", "an older part");
  OutputFile file(folder / "file");
  file.write("a part");
  file.commit_partial();
  CHECK(content(folder / "file.partial") == "a part");
  CHECK(folder.entries() == 1);
}

TEST_CASE("Temporaries that nobody holds are removed, those in use and other files are not") {
  const TemporaryFolder folder;
  const std::string target = (folder / "o.txt").string();
  write_file(folder / ".o.txt.0123456789abcdef.tmp", "of a process that was killed");
  write_file(folder / ".o.txt.fedcba9876543210.tmp", "in use");
  for (const char* other : {".o.txt.0123456789abcdeX.tmp", ".o.txt.123.tmp", ".o2.txt.0123456789abcdef.tmp", "o.txt", ".o.txt.tmp"})
    write_file(folder / other, "other");
  const int held = ::open((folder / ".o.txt.fedcba9876543210.tmp").c_str(), O_RDONLY);
  REQUIRE(::flock(held, LOCK_EX) == 0);
  weir::stages::remove_abandoned_temporaries(target);
  ::close(held);
  CHECK_FALSE(fs::exists(folder / ".o.txt.0123456789abcdef.tmp"));
  CHECK(folder.entries() == 6);
}

TEST_CASE("A copy in place has all bytes of the new content and none of the old") {
  const std::size_t before = GENERATE(0U, 1U, 300'000U, 2'000'000U);
  const std::size_t size = GENERATE(0U, 1U, 262'144U, 1'000'000U);
  const TemporaryFolder folder;
  write_file(folder / "to", std::string(before, 'o'));
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text.push_back(static_cast<char>('a' + i % 23));
  write_file(folder / "from", text);
  const int from = ::open((folder / "from").c_str(), O_RDONLY), to = ::open((folder / "to").c_str(), O_WRONLY);
  std::vector<std::byte> buffer(GENERATE(1000U, 262'144U));
  const weir::stages::CopyResult result = weir::stages::replace_bytes(from, to, buffer);
  ::close(from);
  ::close(to);
  CHECK(result.error == 0);
  CHECK(content(folder / "to") == text);
}
