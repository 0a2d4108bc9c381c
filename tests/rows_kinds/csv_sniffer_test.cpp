#include <fmt/format.h>

#include <weir/error.hpp>

#include "catch.hpp"
#include "rows/csv_sniffer.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

using Names = std::vector<std::string>;

CsvHead head_of(std::string_view text, const CsvDialect& dialect = {}) {
  return read_head({.bytes = text, .whole = true}, dialect);
}

std::string columns_of(std::string_view text, const CsvDialect& dialect = {}, bool whole = true) {
  const FileStart start{.bytes = text, .whole = whole};
  return to_string(sniff_columns(start, dialect, read_head(start, dialect)));
}

char delimiter_of(std::string_view text, const CsvDialect& dialect = {}) {
  return sniff_delimiter({.bytes = text, .whole = true}, dialect);
}

}  // namespace

TEST_CASE("The head of a file has the names, and says where data begin") {
  const CsvHead head = head_of("id, name ,\"a \"\"b\"\"\nc\"\r\n1,2,3\n");
  CHECK(head.names == Names{"id", "name", "a \"b\"\nc"});
  CHECK(head.size == 23);
  CHECK(head.line == 3);
}

TEST_CASE("Comments and blank lines may be before the header") {
  const CsvHead head = head_of("# made by hand\n\nid\n1\n", {.comment = '#'});
  CHECK(head.names == Names{"id"});
  CHECK(head.line == 4);
  CHECK(head.size == 19);
}

TEST_CASE("Without a header the head is empty, and the first record says how many columns there are") {
  const CsvHead head = head_of("x,y,\n", {.header = false});
  CHECK(head.names == Names{"column_1", "column_2", "column_3"});
  CHECK(head.size == 0);
  CHECK(head.line == 1);
}

TEST_CASE("Names that are empty or repeated become unique") {
  CHECK(head_of("a,,a,\"\",a").names == Names{"a", "column_2", "a_2", "column_4", "a_3"});
  CHECK(head_of("a,a,a_2,a_2").names == Names{"a", "a_3", "a_2", "a_2_2"});
  CHECK(head_of("column_2,,x").names == Names{"column_2", "column_2_2", "x"});
}

TEST_CASE("A header without a line end is all of its file") {
  const CsvHead head = head_of("a,b");
  CHECK(head.size == 3);
  CHECK(columns_of("a,b") == "Rows(a text, b text)");
}

TEST_CASE("A file without a record has no columns") {
  CHECK(head_of("").names.empty());
  CHECK(head_of("\n\n").names.empty());
  CHECK(columns_of("\n") == "Rows()");
}

TEST_CASE("A header that cannot be read is refused") {
  CHECK_THROWS_WITH(head_of("\"a\"b,c\n"), "the header is malformed: cell 1 goes on behind the quote that closes it");
  CHECK_THROWS_WITH(head_of("a,\"b\n"), "the header is malformed: the quote of cell 2 is not closed");
  CHECK_THROWS_WITH(head_of("a,\xFF\n"), "cell 2 of the header is not UTF-8");
  CHECK_THROWS_WITH(read_head({.bytes = "a,b", .whole = false}, {}),
                    "the first record does not end within the 3 bytes that are looked at; name delimiter and columns");
}

TEST_CASE("A type is that of all values which are not null") {
  CHECK(columns_of("i,f,b,t,s\n1,1,true,2024-01-31,a\n-2,2.5,FALSE,2024-01-31 12:30,1\n,,,,\n") ==
        "Rows(i int, f float, b bool, t time, s text)");
  CHECK(columns_of("a,b,c\n1,true,2024-01-31\ntrue,1,x\n") == "Rows(a text, b text, c text)");
  CHECK(columns_of("a,b\n,\"\"\n,\n") == "Rows(a text, b text)");
  CHECK(columns_of("a;b\n1,5;NA\n2;7\n", {.delimiter = ';', .decimal_comma = true, .nulls = {"NA"}}) == "Rows(a float, b int)");
}

TEST_CASE("A number that would not come out as it went in makes its column text") {
  for (const char* identifier :
       {"007", "00", "-01", "+5", "+4930123456", "99999999999999999999", "-9223372036854775809", "01.50", "00,5"}) {
    CAPTURE(identifier);
    CHECK(columns_of(fmt::format("a|b\n1|1\n{}|2\n", identifier), {.delimiter = '|'}) == "Rows(a text, b int)");
    CHECK(columns_of(fmt::format("a|b\n1.5|1\n\"{}\"|2\n", identifier), {.delimiter = '|'}) == "Rows(a text, b int)");
  }
  CHECK(columns_of("a\n0\n-0\n-7\n9223372036854775807\n-9223372036854775808\n") == "Rows(a int)");
  CHECK(columns_of("a\n0\n0.5\n-0.5\n+0.5\n1e05\n") == "Rows(a float)");
  CHECK(columns_of("a;b\n0,5;00,5\n", {.delimiter = ';', .decimal_comma = true}) == "Rows(a float, b text)");
}

TEST_CASE("Malformed records say nothing about types") {
  CHECK(columns_of("a,b\n1,2\nx\ny,\"z\"w\n3,4\n") == "Rows(a int, b int)");
}

TEST_CASE("A record that goes on behind the first bytes is not looked at") {
  CHECK(columns_of("a\n1\n2.", {}, false) == "Rows(a int)");
  CHECK(columns_of("a\n1\n2.", {}, true) == "Rows(a float)");
}

TEST_CASE("The delimiter is the one that most records agree on") {
  CHECK(delimiter_of("a,b\n1,2\n") == ',');
  CHECK(delimiter_of("a;b\n1,5;2,5\n") == ';');
  CHECK(delimiter_of("1,5;2,5\n3,5;4,5\n", {.header = false}) == ';');
  CHECK(delimiter_of("a\tb\nx,y\tz\n") == '\t');
  CHECK(delimiter_of("a|b\n1|2\n") == '|');
  CHECK(delimiter_of("a,b\n\"x;y\",1\n\"z;w\",2\n") == ',');
  CHECK(delimiter_of("a,b\nx;y,1\nz,2\n") == ',');
  CHECK(delimiter_of("alone\n1\n") == ',');
  CHECK(delimiter_of("") == ',');
}

TEST_CASE("A comma that is in all floats is not the delimiter, nor is what begins a comment") {
  CHECK(delimiter_of("1,5\n2,5\n", {.header = false, .decimal_comma = true}) == ',');
  CHECK(delimiter_of("1,5;x\n2,5;y;z\n", {.header = false}) == ',');
  CHECK(delimiter_of("1,5;x\n2,5;y;z\n", {.header = false, .decimal_comma = true}) == ';');
  CHECK(delimiter_of("|a,b\nc,d\n", {.comment = '|'}) == ',');
}
