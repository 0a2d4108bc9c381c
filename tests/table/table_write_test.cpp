#include "table/table_write.hpp"

#include <cmath>
#include <limits>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "system/temporary_folder.hpp"

namespace weir {
void describe(ItemDescription<std::pair<int, int>>& d) {
  d.column("first", &std::pair<int, int>::first);
  d.column("both", [](const std::pair<int, int>& p) { return std::to_string(p.first) + "," + std::to_string(p.second); });
}
}  // namespace weir

using weir::stages::TableFormat;
using weir::stages::TableWrite;

namespace {

struct Row {
  std::string name;
  std::int64_t number = 0;
  double ratio = 0;
  bool good = false;
};

void describe(weir::ItemDescription<Row>& d) {
  d.name("Row").column("name", &Row::name).column("number", &Row::number).column("ratio", &Row::ratio).column("good", &Row::good);
}

/// The file that `table.write` makes of the items.
template <class T>
std::string written(TableFormat format, const std::vector<T>& items) {
  TemporaryFolder folder;
  weir::testing::run(TableWrite({folder / "table", format}), items, {.batch_size = 300});
  return content(folder / "table");
}

const std::vector<Row> kRows = {
    {"plain", 1, 0.1, true}, {"a,b \"c\"", -22, 1e300, false}, {"tab\tline\nback\\", 333, 2, true}, {"", 0, -0.5, false}};

}  // namespace

TEST_CASE("text aligns columns: numbers to the right, the rest to the left, no spaces at line ends") {
  CHECK(written(TableFormat::text, kRows) ==
        "name              number   ratio  good\n"
        "plain                  1     0.1  true\n"
        "a,b \"c\"              -22  1e+300  false\n"
        "tab\\tline\\nback\\     333       2  true\n"
        "                       0    -0.5  false\n");
}

TEST_CASE("text counts width as a terminal shows it, and shows control characters as escapes") {
  const std::vector<Row> rows = {
      {"\xC3\xA9t\xC3\xA9", 1, 0, true}, {"\xE4\xB8\xAD\xE6\x96\x87", 2, 0, true}, {"\x1B[2J", 3, 0, true}, {"\xFF", 4, 0, true}};
  CHECK(written(TableFormat::text, rows) ==
        "name     number  ratio  good\n"
        "\xC3\xA9t\xC3\xA9           1      0  true\n"
        "\xE4\xB8\xAD\xE6\x96\x87          2      0  true\n"
        "\\x1B[2J       3      0  true\n"
        "\\xFF          4      0  true\n");
}

TEST_CASE("text escapes what could command a terminal or turn a line round, and csv and tsv are data and keep it") {
  // A control character of ISO 6429 as UTF-8, which some terminals take for ESC [; right-to-left override; delete; a line separator.
  const std::vector<Row> rows = {{"\xC2\x9B"
                                  "2J",
                                  1, 0, true},
                                 {"\xE2\x80\xAE"
                                  "txt.exe",
                                  2, 0, true},
                                 {"\x7F\r", 3, 0, true},
                                 {"\xE2\x80\xA8", 4, 0, true}};
  CHECK(written(TableFormat::text, rows) ==
        "name             number  ratio  good\n"
        "\\u{9B}2J              1      0  true\n"
        "\\u{202E}txt.exe       2      0  true\n"
        "\\x7F\\x0D              3      0  true\n"
        "\\u{2028}              4      0  true\n");
  CHECK(written(TableFormat::tsv, rows) ==
        "name\tnumber\tratio\tgood\n"
        "\xC2\x9B"
        "2J\t1\t0\ttrue\n"
        "\xE2\x80\xAE"
        "txt.exe\t2\t0\ttrue\n"
        "\x7F\\r\t3\t0\ttrue\n"
        "\xE2\x80\xA8\t4\t0\ttrue\n");
}

TEST_CASE("text measures the first thousand rows, and a wider cell after them pushes its row out of line") {
  std::vector<std::uint64_t> numbers(1001, 7);
  numbers[999] = 1'000'000;
  numbers[1000] = 1'000'000'000;
  const auto table = written(TableFormat::text, numbers);
  CHECK(table.substr(0, 16) == "  value\n      7\n");
  CHECK(table.substr(table.size() - 27) == "      7\n1000000\n1000000000\n");
}

TEST_CASE("csv quotes what needs it") {
  CHECK(written(TableFormat::csv, kRows) ==
        "name,number,ratio,good\n"
        "plain,1,0.1,true\n"
        "\"a,b \"\"c\"\"\",-22,1e+300,false\n"
        "\"tab\tline\nback\\\",333,2,true\n"
        ",0,-0.5,false\n");
  CHECK(written(TableFormat::csv, std::vector<std::string>{"", "cr\r"}) == "value\n\"\"\n\"cr\r\"\n");
}

TEST_CASE("tsv escapes tabs, line ends and backslashes") {
  CHECK(written(TableFormat::tsv, kRows) ==
        "name\tnumber\tratio\tgood\n"
        "plain\t1\t0.1\ttrue\n"
        "a,b \"c\"\t-22\t1e+300\tfalse\n"
        "tab\\tline\\nback\\\\\t333\t2\ttrue\n"
        "\t0\t-0.5\tfalse\n");
}

TEST_CASE("What is not a number is nan whatever its sign") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const TableFormat format : {TableFormat::csv, TableFormat::tsv}) {
    CHECK(written(format, std::vector<double>{none, std::copysign(none, -1.0)}) == "value\nnan\nnan\n");
    CHECK(written(format, std::vector<float>{std::copysign(static_cast<float>(none), -1.0F)}) == "value\nnan\n");
  }
  CHECK(written(TableFormat::text, std::vector<double>{std::copysign(none, -1.0)}) == "value\n  nan\n");
}

TEST_CASE("jsonl writes one object a line") {
  CHECK(written(TableFormat::jsonl, kRows) ==
        "{\"name\":\"plain\",\"number\":1,\"ratio\":0.1,\"good\":true}\n"
        "{\"name\":\"a,b \\\"c\\\"\",\"number\":-22,\"ratio\":1e+300,\"good\":false}\n"
        "{\"name\":\"tab\\tline\\nback\\\\\",\"number\":333,\"ratio\":2,\"good\":true}\n"
        "{\"name\":\"\",\"number\":0,\"ratio\":-0.5,\"good\":false}\n");
  CHECK(written(TableFormat::jsonl, std::vector<double>{std::nan(""), std::numeric_limits<double>::infinity()}) ==
        "{\"value\":null}\n{\"value\":null}\n");
  CHECK(written(TableFormat::jsonl, std::vector<std::string>{"a\xFF"
                                                             "b"}) ==
        "{\"value\":\"a\xEF\xBF\xBD"
        "b\"}\n");
}

TEST_CASE("A float is written as short as it was written in the program, in every format") {
  const std::vector<float> floats = {0.1F, 16777216.0F, 1e-20F, std::numeric_limits<float>::infinity()};
  CHECK(written(TableFormat::csv, floats) == "value\n0.1\n16777216\n1e-20\ninf\n");
  CHECK(written(TableFormat::jsonl, floats) == "{\"value\":0.1}\n{\"value\":16777216}\n{\"value\":1e-20}\n{\"value\":null}\n");
  CHECK(written(TableFormat::text, std::vector<float>{0.1F, 10}) == "value\n  0.1\n   10\n");
}

TEST_CASE("A cell may be text that is made for it, and of a type that is someone else's") {
  const std::vector<std::pair<int, int>> pairs = {{3, 4}, {-1, 2}};
  CHECK(written(TableFormat::csv, pairs) == "first,both\n3,\"3,4\"\n-1,\"-1,2\"\n");
  CHECK(written(TableFormat::jsonl, pairs) == "{\"first\":3,\"both\":\"3,4\"}\n{\"first\":-1,\"both\":\"-1,2\"}\n");
  CHECK(written(TableFormat::text, pairs) == "first  both\n    3  3,4\n   -1  -1,2\n");
}

TEST_CASE("Bools, and C strings that may be null, print as they are") {
  CHECK(written(TableFormat::csv, std::vector<bool>{true, false, true}) == "value\ntrue\nfalse\ntrue\n");
  CHECK(written(TableFormat::csv, std::vector<const char*>{"a", nullptr}) == "value\na\n\"\"\n");
}

TEST_CASE("A table of no items still has its header") {
  CHECK(written<Row>(TableFormat::text, {}) == "name  number  ratio  good\n");
  CHECK(written<Row>(TableFormat::csv, {}) == "name,number,ratio,good\n");
  CHECK(written<Row>(TableFormat::tsv, {}) == "name\tnumber\tratio\tgood\n");
  CHECK(written<Row>(TableFormat::jsonl, {}).empty());
}

TEST_CASE("A table that is not finished leaves no file") {
  TemporaryFolder folder;
  {
    TableWrite stage({folder / "table", TableFormat::csv});
    stage.begin(weir::item_type<int>());
  }
  CHECK(folder.entries() == 0);
}
