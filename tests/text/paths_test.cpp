#include "text/paths.hpp"

#include <filesystem>
#include <weir/error.hpp>

#include "catch.hpp"
#include "output/temporary_folder.hpp"
#include "written_files.hpp"

using weir::stages::expand_paths;
using Paths = std::vector<std::string>;

namespace {

Paths expand(const Paths& paths) {
  return expand_paths(paths);
}

std::string error_of(const Paths& paths) {
  try {
    expand(paths);
  } catch (const weir::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("Files are read in the order given, as often as given") {
  TemporaryFolder folder;
  const auto a = write_file(folder / "a", "");
  const auto b = write_file(folder / "b", "");
  CHECK(expand({b, a, b}) == Paths{b, a, b});
}

TEST_CASE("A directory stands for the regular files in it and below, sorted by path") {
  TemporaryFolder folder;
  const auto b = write_file(folder / "b", "");
  const auto z = write_file(folder / "a/z", "");
  const auto y = write_file(folder / "a/b/y", "");
  const auto hidden = write_file(folder / ".hidden", "");
  std::filesystem::create_directory(folder / "empty");
  std::filesystem::create_symlink(b, folder / "link");
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
  CHECK(error_of({folder.path().string()}) == "the directory '" + folder.path().string() + "' has no files");
  const auto inside_file = write_file(folder / "file", "") + "/x";
  CHECK(error_of({inside_file}) == "there is no file or directory '" + inside_file + "'");
}
