#include <string>
#include <vector>

#include <weir/error.hpp>

#include "catch.hpp"
#include "rows/csv_cutter.hpp"

using namespace weir::stages;

namespace {

// What the cutter cuts off a file that comes in these pieces; the last is what is left.
std::vector<std::string> cut_pieces(const std::vector<std::string>& pieces, const CsvDialect& dialect = {}) {
  CsvCutter cutter(dialect);
  std::vector<std::string> parts;
  std::string rest;
  for (const std::string& piece : pieces) {
    const std::size_t end = cutter.cut(piece);
    if (end > 0) {
      parts.push_back(rest + piece.substr(0, end));
      rest.clear();
    }
    rest += piece.substr(end);
  }
  parts.push_back(rest);
  return parts;
}

using Parts = std::vector<std::string>;

}  // namespace

TEST_CASE("A piece is cut behind its last line end") {
  CHECK(cut_pieces({"a,b\nc,d\ne"}) == Parts{"a,b\nc,d\n", "e"});
  CHECK(cut_pieces({"a,b\r\n"}) == Parts{"a,b\r\n", ""});
  CHECK(cut_pieces({"a,", "b", "\nc"}) == Parts{"a,b\n", "c"});
  CHECK(cut_pieces({"", "a", ""}) == Parts{"a"});
}

TEST_CASE("A piece is not cut within quotes") {
  CHECK(cut_pieces({"a\n\"b\nc\"\nd"}) == Parts{"a\n\"b\nc\"\n", "d"});
  CHECK(cut_pieces({"a\n\"b\nc"}) == Parts{"a\n", "\"b\nc"});
  CHECK(cut_pieces({"\"a\"\"\n\"\"b\"\nc"}) == Parts{"\"a\"\"\n\"\"b\"\n", "c"});
  CHECK(cut_pieces({"x,\"a\n", "b\"\n"}) == Parts{"x,\"a\nb\"\n", ""});
}

TEST_CASE("A quote at the end of a piece is closed or doubled by what the next begins with") {
  CHECK(cut_pieces({"\"a\"", "\nb"}) == Parts{"\"a\"\n", "b"});
  CHECK(cut_pieces({"\"a\"", "\"\nb\"\nc"}) == Parts{"\"a\"\"\nb\"\n", "c"});
  CHECK(cut_pieces({"\"", "\"\nb"}) == Parts{"\"\"\n", "b"});
}

TEST_CASE("A quote opens only as the first byte of a cell") {
  CHECK(cut_pieces({"5\" pipe\nb"}) == Parts{"5\" pipe\n", "b"});
  CHECK(cut_pieces({"a,", "\"\nb\"\n"}) == Parts{"a,\"\nb\"\n", ""});
  CHECK(cut_pieces({"a;\"\nb"}) == Parts{"a;\"\n", "b"});
  CHECK(cut_pieces({"\"a\"b\"\nc"}) == Parts{"\"a\"b\"\n", "c"});
}

TEST_CASE("A quote in a comment opens nothing") {
  const CsvDialect dialect{.comment = '#'};
  CHECK(cut_pieces({"#,\"\nb"}, dialect) == Parts{"#,\"\n", "b"});
  CHECK(cut_pieces({"a\n", "#,", "\"\nb"}, dialect) == Parts{"a\n", "#,\"\n", "b"});
  CHECK(cut_pieces({"a\n#,\"\n\"\nb\"\nc"}, dialect) == Parts{"a\n#,\"\n\"\nb\"\n", "c"});
  CHECK(cut_pieces({"#,\"\nb"}) == Parts{"#,\"\nb"});
}

TEST_CASE("The cutter knows the line on which the rest begins") {
  CsvCutter cutter({}, 10);
  CHECK(cutter.cut("a\n\"b\n\n\"\nc,\"\n") == 8);
  CHECK(cutter.line() == 14);
  CHECK(cutter.cut("\n") == 0);
  CHECK(cutter.line() == 14);
  CHECK(cutter.cut("\"\nd") == 2);
  CHECK(cutter.line() == 17);
}

TEST_CASE("A quote that nobody closes is reported by its record's line and not waited for without end") {
  CsvCutter cutter({}, 1, 100);
  std::size_t taken = cutter.cut("a\nb,\"c\n");
  CHECK(taken == 2);
  for (std::size_t pending = 5; pending + 10 <= 100; pending += 10) CHECK(cutter.cut("ccccccccc\n") == 0);
  CHECK_THROWS_WITH(cutter.cut("ccccccccc\n"),
                    "the record that begins on line 2 has more than 100 bytes; look for a quote that is not closed");
}
