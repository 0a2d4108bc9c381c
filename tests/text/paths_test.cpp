#include "text/paths.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>
#include <weir/error.hpp>

#include "catch.hpp"
#include "system/temporary_folder.hpp"

using weir::stages::expand_paths;
using weir::stages::PathOptions;
namespace fs = std::filesystem;
using Paths = std::vector<std::string>;

namespace {

Paths expand(const Paths& paths, const PathOptions& options = {}) {
  return expand_paths(paths, options);
}

std::string error_of(const Paths& paths, const PathOptions& options = {}) {
  try {
    expand(paths, options);
  } catch (const weir::Error& error) {
    return error.what();
  }
  return "no error";
}

// A name in the file system that is a socket.
void make_socket(const fs::path& path) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(socket >= 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.string().copy(address.sun_path, sizeof address.sun_path - 1) == path.string().size());
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  ::close(socket);
}

// While it lives, the current directory is another.
class CurrentDirectory {
 public:
  explicit CurrentDirectory(const fs::path& path) : before_(fs::current_path()) { fs::current_path(path); }
  CurrentDirectory(const CurrentDirectory&) = delete;
  CurrentDirectory& operator=(const CurrentDirectory&) = delete;
  ~CurrentDirectory() { fs::current_path(before_); }

 private:
  fs::path before_;
};

}  // namespace

TEST_CASE("Files are read in the order given, each once, at its first place") {
  TemporaryFolder folder;
  const auto a = write_file(folder / "a", "");
  const auto b = write_file(folder / "b", "");
  CHECK(expand({b, a, b}) == Paths{b, a});
}

TEST_CASE("A file that comes again under another spelling, a link, or in a directory or a pattern is taken once") {
  TemporaryFolder folder;
  const auto a = write_file(folder / "dir/a", "");
  const auto b = write_file(folder / "dir/b", "");
  const auto link = (folder / "link").string();
  const auto hard_link = (folder / "hard_link").string();
  fs::create_symlink(a, link);
  fs::create_hard_link(a, hard_link);
  const auto respelled = (folder / "dir/../dir/./a").string();
  const auto directory = (folder / "dir").string();
  CHECK(expand({link, a, hard_link, respelled}) == Paths{link});
  CHECK(expand({b, directory, directory + "/*", directory + "/"}) == Paths{b, a});
  CHECK(expand({a, (folder / "**").string()}) == Paths{a, b});
  CHECK(expand({a, b, directory}) == Paths{a, b});  // all of a directory may have come before
}

TEST_CASE("A file that is named before a folder or a pattern stays first, whatever their order by name") {
  TemporaryFolder folder;
  const auto a = write_file(folder / "dir/a", "");
  const auto b = write_file(folder / "dir/b", "");
  const auto c = write_file(folder / "dir/c", "");
  const auto z = write_file(folder / "z", "");
  const auto directory = (folder / "dir").string();
  CHECK(expand({z, c, directory}) == Paths{z, c, a, b});
  CHECK(expand({z, directory + "/*"}) == Paths{z, a, b, c});
  CHECK(expand({"-", directory, z}) == Paths{"-", a, b, c, z});
}

TEST_CASE("Two files with the same content are two files") {
  TemporaryFolder folder;
  const auto a = write_file(folder / "a", "same");
  const auto b = write_file(folder / "b", "same");
  CHECK(expand({a, b}) == Paths{a, b});
}

TEST_CASE("A directory stands for the regular files in it and below, sorted by path") {
  TemporaryFolder folder;
  const auto b = write_file(folder / "b", "");
  const auto z = write_file(folder / "a/z", "");
  const auto y = write_file(folder / "a/b/y", "");
  const auto hidden = write_file(folder / ".hidden", "");
  std::filesystem::create_directory(folder / "empty");
  const TemporaryFolder elsewhere;
  std::filesystem::create_symlink(write_file(elsewhere / "target", ""), folder / "link");
  std::filesystem::create_directory_symlink(folder / "a", folder / "not_entered");
  CHECK(expand({folder.path().string()}) == Paths{hidden, y, z, b, (folder / "link").string()});
}

TEST_CASE("A pattern stands for its matches, sorted by bytes") {
  TemporaryFolder folder;
  const auto upper = write_file(folder / "B.txt", "");
  const auto lower = write_file(folder / "a.txt", "");
  write_file(folder / "a.csv", "");
  CHECK(expand({(folder / "*.txt").string()}) == Paths{upper, lower});
  CHECK(expand({(folder / "[ab].t?t").string()}) == Paths{lower});
}

TEST_CASE("A pattern that matches a directory stands for the files in it") {
  TemporaryFolder folder;
  const auto one = write_file(folder / "one/x", "");
  const auto two = write_file(folder / "two/x", "");
  CHECK(expand({(folder / "*").string()}) == Paths{one, two});
}

TEST_CASE("A file whose name looks like a pattern is that file") {
  TemporaryFolder folder;
  const auto star = write_file(folder / "*", "");
  write_file(folder / "other", "");
  CHECK(expand({star}) == Paths{star});
}

TEST_CASE("The standard input is kept as it is, and only once") {
  CHECK(expand({"-"}) == Paths{"-"});
  CHECK(error_of({"-", "-"}) == "the standard input, '-', can be read only once");
}

TEST_CASE("A path that means no file is an error that names it") {
  TemporaryFolder folder;
  const auto missing = (folder / "missing").string();
  CHECK(error_of({missing}) == "there is no file or directory '" + missing + "'");
  const auto pattern = (folder / "*.txt").string();
  CHECK(error_of({pattern}) == "no file matches '" + pattern + "'");
  CHECK(error_of({folder.path().string()}) == "the directory '" + folder.path().string() + "' has no regular files");
  const auto inside_file = write_file(folder / "file", "") + "/x";
  CHECK(error_of({inside_file}) == "there is no file or directory '" + inside_file + "'");
  CHECK(error_of({""}) == "there is no file or directory '' (looked in " + fs::current_path().string() + ")");
}

TEST_CASE("Where a relative path was looked for is said") {
  TemporaryFolder folder;
  const CurrentDirectory there(folder.path());
  const std::string place = " (looked in " + fs::current_path().string() + ")";
  CHECK(error_of({"data/x"}) == "there is no file or directory 'data/x'" + place);
  CHECK(error_of({"data/*"}) == "no file matches 'data/*'" + place);
  fs::create_symlink("nowhere", "link");
  CHECK(error_of({"link"}) == "'link' is a link to 'nowhere', which is not there" + place);
}

TEST_CASE("A NUL in a path is an error and does not end it") {
  TemporaryFolder folder;
  const auto path = write_file(folder / "nulp", "");
  CHECK(error_of({path + std::string("\0.txt", 5)}) == "the path '" + path + "' goes on behind a NUL character; take it away");
}

TEST_CASE("A pattern that matches hidden or excluded files alone says that there are such") {
  TemporaryFolder folder;
  write_file(folder / ".hidden", "");
  const auto pattern = (folder / "*").string();
  const auto directory = folder.path().string();
  CHECK(error_of({pattern}) == "no file matches '" + pattern + "', other than hidden or excluded ones");
  CHECK(error_of({directory}, {{}, false}) == "the directory '" + directory + "' has no regular files, other than hidden or excluded ones");
  CHECK(error_of({directory}, {{".hid*"}}) == "the directory '" + directory + "' has no regular files, other than hidden or excluded ones");
}

TEST_CASE("What is not a regular file is passed over in a directory and by a pattern, and is an error or works when it is named") {
  TemporaryFolder folder;
  const auto file = write_file(folder / "dir/file", "");
  const fs::path in = folder / "dir";
  fs::create_symlink("nowhere", in / "dangling");
  fs::create_symlink("loop", in / "loop");
  fs::create_symlink("file/x", in / "through_file");
  fs::create_symlink("/dev/null", in / "device");
  REQUIRE(::mkfifo((in / "pipe").c_str(), 0600) == 0);
  make_socket(in / "socket");
  for (const std::string path : {"dir", "dir/*", "dir/**", "dir/**/*", "*", "d?r/[a-z]*"}) {
    CAPTURE(path);
    CHECK(expand({(folder / path).string()}) == Paths{file});
  }
  const auto named = [&](const char* name) { return (in / name).string(); };
  CHECK(error_of({named("dangling")}) == "'" + named("dangling") + "' is a link to 'nowhere', which is not there");
  CHECK(error_of({named("loop")}) == "cannot read '" + named("loop") + "': Too many levels of symbolic links");
  CHECK(error_of({named("socket")}) == "cannot read '" + named("socket") + "': it is a socket");
  CHECK(expand({named("device"), named("pipe")}) == Paths{named("device"), named("pipe")});
}

TEST_CASE("With a list for what is skipped, every complaint goes there once and the rest is found") {
  TemporaryFolder folder;
  const auto file = write_file(folder / "file", "");
  const auto missing = (folder / "missing").string();
  std::vector<std::string> skipped;
  const Paths paths{missing, file, missing, (folder / "*.txt").string()};
  CHECK(expand_paths(paths, {}, &skipped) == Paths{file});
  CHECK(skipped == Paths{"there is no file or directory '" + missing + "'", "no file matches '" + (folder / "*.txt").string() + "'"});
}
