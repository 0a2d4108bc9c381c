// One file for each value of a column: names, bounds, and files that are whole or absent.

#include <string>
#include <vector>

#include <weir/columns.hpp>
#include <weir/error.hpp>
#include <weir/item.hpp>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "table/output_files.hpp"
#include "table/path_of_row.hpp"

using weir::stages::OutputFiles;
using weir::stages::PathOfRow;

namespace {

const weir::Columns kFileColumns{{"name", weir::ColumnType::text}, {"price", weir::ColumnType::floating}, {"n", weir::ColumnType::integer}};

std::string path_for(const std::string& path, std::string_view name, std::int64_t n = 1) {
  std::vector<weir::Diagnostic> wrong;
  auto pattern = PathOfRow::parse(path, kFileColumns, wrong);
  REQUIRE(wrong.empty());
  const std::vector<weir::Cell> cells{name, 0.5, n};
  return pattern.value().of(cells);
}

std::string fault_of(const std::string& path, const weir::Columns& columns) {
  std::vector<weir::Diagnostic> wrong;
  CHECK_FALSE(PathOfRow::parse(path, columns, wrong).has_value());
  REQUIRE(wrong.size() == 1);
  return wrong.front().problem.text();
}

std::size_t entries(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(
      std::distance(std::filesystem::recursive_directory_iterator(folder), std::filesystem::recursive_directory_iterator()));
}

}  // namespace

TEST_CASE("A value in a path is a part of a name, whatever is in it") {
  CHECK(path_for("out/{name}.csv", "Norway") == "out/Norway.csv");
  CHECK(path_for("{n}/{name}", "\xC3\xA9", -7) == "-7/\xC3\xA9");
  CHECK(path_for("out/{name}", "..") == "out/%2E.");
  CHECK(path_for("out/{name}", "../../etc/passwd") == "out/%2E.%2F..%2Fetc%2Fpasswd");
  CHECK(path_for("out/{name}", "a.b") == "out/a.b");
  CHECK(path_for("out/{name}", "%2F") == "out/%252F");
  CHECK(path_for("out/{name}", std::string_view("a\0b\nc\x7F", 6)) == "out/a%00b%0Ac%7F");
  CHECK(path_for("{{{name}}}", "x") == "{x}");
}

TEST_CASE("A row whose value is null or empty has no path, and floats make none") {
  std::vector<weir::Diagnostic> wrong;
  auto pattern = PathOfRow::parse("{name}", kFileColumns, wrong);
  const std::vector<weir::Cell> empty{std::string_view(), 0.5, std::int64_t{1}};
  CHECK_THROWS_WITH(pattern.value().of(empty), Catch::Contains("column 'name' is empty"));
  CHECK(fault_of("{price}", kFileColumns) ==
        "column 'price' is a float, and would make a file for each value; make a text or an int of it before, with rows.set");
  CHECK(fault_of("{name}", {}) == "only rows have columns that can be in a path; write {{ and }} for braces");
  CHECK(fault_of("{nam}", kFileColumns).find("did you mean 'name'") != std::string::npos);
}

TEST_CASE("Files appear together when they are committed, with folders that were missing, or leave nothing behind") {
  TemporaryFolder folder;
  for (const bool commits : {false, true}) {
    {
      OutputFiles files({}, true, 100, "h\n");
      for (int i = 0; i < 1000; ++i) files.text_of((folder / ("a/b/" + std::to_string(i % 7))).string()) += std::to_string(i) + "\n";
      CHECK_FALSE(std::filesystem::exists(folder / "a/b/0"));
      if (commits) files.commit();
    }
    if (!commits) CHECK(entries(folder.path()) == 0);
  }
  CHECK(entries(folder.path()) == 2 + 7);
  std::string expected = "h\n";
  for (int i = 3; i < 1000; i += 7) expected += std::to_string(i) + "\n";
  CHECK(content(folder / "a/b/3") == expected);
}

TEST_CASE("Text of many files is written when all of it or one of them is large, in order") {
  TemporaryFolder folder;
  const std::string row = std::string(99, 'x') + "\n";
  constexpr std::size_t kFiles = 200;
  constexpr std::size_t kRows = 4 * OutputFiles::kTextOfAll / 100;
  OutputFiles files({}, false, kFiles, "");
  for (std::size_t i = 0; i < kRows; ++i) {
    std::string& text = files.text_of((folder / std::to_string(i % 3 == 0 ? 0 : i % kFiles)).string());
    CHECK_FALSE(text.size() > OutputFiles::kTextOfOne);
    text += row;
  }
  files.commit();
  std::uintmax_t size = 0;
  for (std::size_t i = 0; i < kFiles; ++i) size += std::filesystem::file_size(folder / std::to_string(i));
  CHECK(size == kRows * row.size());
}

TEST_CASE("More files than allowed, two paths to one file, and what is not a file are errors") {
  TemporaryFolder folder;
  OutputFiles files({}, false, 2, "");
  files.text_of((folder / "one").string()) += "1\n";
  std::filesystem::create_symlink("one", folder / "link");
  CHECK_THROWS_WITH(files.text_of((folder / "link").string()), Catch::Contains("a link leads from there to another file"));
  CHECK_THROWS_WITH(files.text_of(folder.path().string()), Catch::Contains("not a regular file"));
  files.text_of((folder / "two").string()) += "2\n";
  CHECK_THROWS_WITH(files.text_of((folder / "three").string()), Catch::Contains("there are 2 files already"));
}
