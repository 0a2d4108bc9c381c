#include "rows/csv_beginning.hpp"

#include <string>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"
#include "system/temporary_folder.hpp"
#include "text/unreadable.hpp"

using namespace weir;
using namespace weir::stages;
using namespace std::string_literals;  // NOLINT(google-build-using-namespace)

namespace {

// Files in a folder of their own.
class Files {
 public:
  explicit Files(const std::vector<std::string>& contents) {
    for (const std::string& content : contents) {
      paths_.push_back((folder_ / std::to_string(paths_.size())).string());
      write_file(paths_.back(), content);
    }
  }
  [[nodiscard]] const std::vector<std::string>& paths() const { return paths_; }
  [[nodiscard]] char delimiter(const CsvDialect& dialect = {}) const { return fitting_delimiter(paths_, dialect); }
  // Or what is wrong.
  [[nodiscard]] std::string columns(const CsvDialect& dialect = {}, bool sniffs_delimiter = true) const {
    std::vector<Diagnostic> errors;
    const auto columns = columns_shown(paths_, dialect, sniffs_delimiter, ErrorScope(errors));
    return columns ? to_string(*columns) : errors.at(0).problem.what;
  }

 private:
  TemporaryFolder folder_;
  std::vector<std::string> paths_;
};

void check_csv(const std::string& text, const CsvDialect& dialect = {}) {
  require_csv("file", text, dialect);
}

std::string of_size(std::size_t size) {
  return std::string(size, 'x');
}

}  // namespace

TEST_CASE("The first file with a record decides on the delimiter and the columns") {
  const Files files({"", "\n\r\n", "\xEF\xBB\xBF", "a;b\n1;2\n", "c,d\n3,4\n"});
  CHECK(files.delimiter() == ';');
  CHECK(files.columns() == "Rows(a int, b int)");
  CHECK(files.columns({.delimiter = ','}, false) == "Rows(a;b text)");
}

TEST_CASE("A comment is not a record") {
  const Files files({"# a;b\n", "c,d\n"});
  CHECK(files.delimiter({.comment = '#'}) == ',');
  CHECK(files.columns({.comment = '#'}) == "Rows(c text, d text)");
}

TEST_CASE("Where no record is found beforehand there are no columns, and the delimiter is the usual one") {
  const Files files({"", "\n"});
  CHECK(files.columns() == "there is no record in any file, so there are no columns");
  CHECK(files.delimiter() == ',');
  CHECK(files.delimiter({.decimal_comma = true}) == ';');
  const Files semicolons({"a;b\n"});
  CHECK(fitting_delimiter(std::vector<std::string>{"-", semicolons.paths()[0]}, {}) == ',');
  CHECK(fitting_delimiter(std::vector<std::string>{semicolons.paths()[0], "-"}, {}) == ';');
}

TEST_CASE("A byte order mark is not a part of the first name") {
  CHECK(Files({"\xEF\xBB\xBF\"a\",b\n1,x\n"}).columns() == "Rows(a int, b text)");
}

TEST_CASE("As many bytes are looked at as it says, and a file that ends there is whole") {
  CHECK(Files({of_size(kLookedAt)}).columns() == "Rows(" + of_size(kLookedAt) + " text)");
  CHECK(Files({of_size(kLookedAt - 1) + "\n1\n"}).columns() == "Rows(" + of_size(kLookedAt - 1) + " text)");
  const Files longer({of_size(kLookedAt) + "\n1\n"});
  CHECK(longer.columns().ends_with("the first record does not end within the 65536 bytes that are looked at; name delimiter and columns"));
  CHECK_THROWS_AS(longer.delimiter(), Unreadable);
}

TEST_CASE("A first record with a carriage return outside quotes that no line feed follows is refused") {
  for (const char* text : {"a,b\r1,2\r", "a,b\r\r\n", "\"a\",\"b\"\r1,2\r", "\"a\"\rb,c\n", "a,b\rc", "\ra", "# c\ra\n"})
    CHECK_THROWS_AS(check_csv(text, {.comment = '#'}), Unreadable);
  for (const char* text : {"a,b\r\n1,2\r\n", "a,b\r", "\"a\rb\",\"\r\"\r\nc", "\r\n\r\na\n", "a\n1\r2\n", "\"a\r", "\r", "# c\r\na\n", ""})
    CHECK_NOTHROW(check_csv(text, {.comment = '#'}));
}

TEST_CASE("A file that seems to have no record, as all its lines end with a carriage return, is refused and not passed over") {
  const Files files({"# c\ra,b\r1,2\r", "a,b\n1,2\n"});
  CHECK(files.columns({.comment = '#'}).starts_with("cannot read '" + files.paths()[0] + "': there is a CR without an LF"));
  CHECK_THROWS_AS(files.delimiter({.comment = '#'}), Unreadable);
}

TEST_CASE("A first record with NUL characters is refused, as UTF-16") {
  for (const std::string& text : {"a\0\n\0"s, "\0a\0\n"s, "a,\0\n"s, "\n\0a\0\n\0"s}) CHECK_THROWS_AS(check_csv(text), Unreadable);
  for (const std::string& text : {"a\n1\0\n"s, "a\nb\0"s, "a\n\0"s}) CHECK_NOTHROW(check_csv(text));
  CHECK_THROWS_WITH(check_csv("a\0b\0\n\0"s), Catch::Matchers::Contains("UTF-16LE"));
  CHECK_THROWS_WITH(check_csv("\0a\0b\0\n"s), Catch::Matchers::Contains("UTF-16BE"));
}
