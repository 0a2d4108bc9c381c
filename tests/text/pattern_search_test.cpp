// What patterns, `exclude` and `hidden` find. tests/cli/reading_test.py compares patterns with Python's glob.

#include <algorithm>
#include <clocale>
#include <filesystem>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "text/paths.hpp"

using weir::stages::expand_paths;
using weir::stages::PathOptions;
using Paths = std::vector<std::string>;
namespace fs = std::filesystem;

namespace {

// A folder with empty files.
class Tree {
 public:
  explicit Tree(const Paths& files) {
    for (const auto& file : files) write_file(folder_ / file, "");
  }
  /// What paths in it mean, without the name of the folder.
  Paths expand(const Paths& paths, const PathOptions& options = {}) const {
    Paths whole;
    for (const auto& path : paths) whole.push_back((folder_ / path).string());
    Paths found;
    for (const auto& path : expand_paths(whole, options)) found.push_back(path.substr(folder_.path().string().size() + 1));
    return found;
  }
  [[nodiscard]] const TemporaryFolder& folder() const { return folder_; }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("Two stars stand for any number of folders, zero included") {
  const Tree tree({"d/1.txt", "d/a/2.txt", "d/a/b/3.txt", "d/a/b/3.csv", "e/4.txt"});
  CHECK(tree.expand({"d/**/*.txt"}) == Paths{"d/1.txt", "d/a/2.txt", "d/a/b/3.txt"});
  CHECK(tree.expand({"d/**"}) == Paths{"d/1.txt", "d/a/2.txt", "d/a/b/3.csv", "d/a/b/3.txt"});
  CHECK(tree.expand({"**/b/*"}) == Paths{"d/a/b/3.csv", "d/a/b/3.txt"});
  CHECK(tree.expand({"**/a/**/3.*"}) == Paths{"d/a/b/3.csv", "d/a/b/3.txt"});
  CHECK(tree.expand({"d/**/**/**/2.txt"}) == Paths{"d/a/2.txt"});
  CHECK(tree.expand({"**/4.txt"}) == Paths{"e/4.txt"});
}

TEST_CASE("Two stars with something beside them act as one star") {
  const Tree tree({"ab.txt", "a/b.txt"});
  CHECK(tree.expand({"a**.txt"}) == Paths{"ab.txt"});
}

TEST_CASE("Patterns with many double stars in a deep tree find each file once, and soon") {
  std::string deep = "d";
  for (int i = 0; i < 40; ++i) deep += "/d";
  const Tree tree({deep + "/file"});
  CHECK(tree.expand({"**/d/**/d/**/d/**/d/**/d/**/d/**/*"}) == Paths{deep + "/file"});
}

TEST_CASE("A pattern with a dot never means the folder itself or the one above") {
  const Tree tree({"above", "d/.a", "d/.b/c", "d/plain"});
  CHECK(tree.expand({"d/.*"}) == Paths{"d/.a", "d/.b/c"});
  CHECK(tree.expand({"d/.?*"}) == Paths{"d/.a", "d/.b/c"});
  CHECK(tree.expand({"d/**/.*"}) == Paths{"d/.a", "d/.b/c"});
}

TEST_CASE("Hidden files count in directories and not for patterns, or as 'hidden' says") {
  const Tree tree({"d/.a", "d/.b/c", "d/e/.f", "d/g"});
  const Paths all{"d/.a", "d/.b/c", "d/e/.f", "d/g"};
  CHECK(tree.expand({"d"}) == all);
  CHECK(tree.expand({"d"}, {{}, true}) == all);
  CHECK(tree.expand({"d"}, {{}, false}) == Paths{"d/g"});
  CHECK(tree.expand({"d/*"}, {{}, true}) == all);
  CHECK(tree.expand({"d/**"}, {{}, true}) == all);
  CHECK(tree.expand({"d/**/*"}, {{}, true}) == all);
  for (const std::string pattern : {"d/*", "d/**", "d/**/*", "*"}) {
    CAPTURE(pattern);
    CHECK(tree.expand({pattern}) == Paths{"d/g"});
    CHECK(tree.expand({pattern}, {{}, false}) == Paths{"d/g"});
  }
  CHECK(tree.expand({"d/.a", "d/.b"}, {{}, true}) == Paths{"d/.a", "d/.b/c"});  // named outright
  CHECK(tree.expand({"d/.a", "d/.b"}, {{}, false}) == Paths{"d/.a", "d/.b/c"});
}

TEST_CASE("What 'exclude' matches is passed over, at any depth, and is not entered when it is a folder") {
  const Tree tree({"d/a.gz", "d/a.txt", "d/old/b.txt", "d/new/old/c.txt", "d/new/c.gz", "d/new/c.txt"});
  const auto without = [&](const Paths& exclude) { return tree.expand({"d"}, {exclude, {}}); };
  CHECK(without({"*.gz"}) == Paths{"d/a.txt", "d/new/c.txt", "d/new/old/c.txt", "d/old/b.txt"});
  CHECK(without({"old"}) == Paths{"d/a.gz", "d/a.txt", "d/new/c.gz", "d/new/c.txt"});
  CHECK(without({"old/", "*.gz"}) == Paths{"d/a.txt", "d/new/c.txt"});
  CHECK(without({"new/*.txt"}) == Paths{"d/a.gz", "d/a.txt", "d/new/c.gz", "d/new/old/c.txt", "d/old/b.txt"});
  CHECK(without({"new/**"}) == Paths{"d/a.gz", "d/a.txt", "d/old/b.txt"});
  CHECK(without({"new/**/c.txt"}) == Paths{"d/a.gz", "d/a.txt", "d/new/c.gz", "d/old/b.txt"});
  CHECK(without({"./d/a.*"}) == without({"d/a.*"}));
  CHECK(without({"a.txt/"}) == without({}));  // not a folder
  CHECK(without({(tree.folder() / "d/new").string()}) == Paths{"d/a.gz", "d/a.txt", "d/old/b.txt"});
  CHECK(without({"/new"}) == without({}));  // not the whole path
}

TEST_CASE("Patterns obey 'exclude', also in their names without a star, and what is named outright does not") {
  const Tree tree({"d/a.gz", "d/a.txt", "d/old/b.txt"});
  CHECK(tree.expand({"*/a.*"}, {{"*.gz"}, {}}) == Paths{"d/a.txt"});
  CHECK(tree.expand({"**/*.txt"}, {{"old"}, {}}) == Paths{"d/a.txt"});
  CHECK_THROWS_WITH(tree.expand({"*/old/*"}, {{"old/"}, {}}),
                    "no file matches '" + (tree.folder() / "*/old/*").string() + "', other than hidden or excluded ones");
  CHECK(tree.expand({"d/a.gz", "d/old"}, {{"*.gz", "old"}, {}}) == Paths{"d/a.gz", "d/old/b.txt"});
}

TEST_CASE("A pattern that ends with a slash matches folders alone") {
  const Tree tree({"file", "folder/x"});
  CHECK(tree.expand({"f*/"}) == Paths{"folder/x"});
}

TEST_CASE("Folders behind links are entered where a name in a pattern leads to them, not on the way down") {
  const Tree tree({"real/x.txt", "d/y.txt"});
  fs::create_directory_symlink(tree.folder() / "real", tree.folder() / "d/link");
  fs::create_directory_symlink("..", tree.folder() / "d/up");
  CHECK(tree.expand({"d"}) == Paths{"d/y.txt"});
  CHECK(tree.expand({"d/**"}) == Paths{"d/y.txt"});
  CHECK(tree.expand({"d/**/*.txt"}) == Paths{"d/y.txt"});
  CHECK(tree.expand({"d/l*/x.txt"}) == Paths{"d/link/x.txt"});
  CHECK(tree.expand({"d/l*"}) == Paths{"d/link/x.txt"});
  CHECK(tree.expand({"d/link"}) == Paths{"d/link/x.txt"});
}

TEST_CASE("Names of any bytes are found, by patterns and in folders") {
  const Paths names{"new\nline", "\xFF\xFE invalid", "-dash", "a[1].txt", "back\\slash", "\xC3\xA9", " ", "**"};
  const Tree tree(names);
  Paths sorted = names;
  std::sort(sorted.begin(), sorted.end());
  CHECK(tree.expand({""}) == sorted);
  CHECK(tree.expand({"*"}) == sorted);
  CHECK(tree.expand({"new?line", "\xFF*", "-*", "a[[]1].txt", "a[1].txt", "back\\\\sla*", "?"}) ==
        Paths{"new\nline", "\xFF\xFE invalid", "-dash", "a[1].txt", "back\\slash", " ", "\xC3\xA9"});
}

TEST_CASE("A file with the name of the standard input is that file when a pattern finds it") {
  const Tree tree({"-"});
  const fs::path before = fs::current_path();
  fs::current_path(tree.folder().path());
  const Paths found = expand_paths(Paths{"*"});
  fs::current_path(before);
  CHECK(found == Paths{"./-"});
}

TEST_CASE("Ranges go by the numbers of characters in every locale") {
  const Tree tree({"a", "B", "c", "\xC3\xA4"});
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* locale : {"C", "C.UTF-8", "de_DE.UTF-8"}) {
    std::setlocale(LC_ALL, locale);  // a missing one changes nothing
    CHECK(tree.expand({"[a-z]"}) == Paths{"a", "c"});
    CHECK(tree.expand({"[\xC3\xA0-\xC3\xBF]"}) == Paths{"\xC3\xA4"});
    CHECK(tree.expand({"?"}) == Paths{"B", "a", "c", "\xC3\xA4"});
  }
  std::setlocale(LC_ALL, before.c_str());
}
