#include "catch.hpp"
#include "python_script.hpp"
#include "rows/csv_splitter.hpp"
#include "rows_kinds/csv_random.hpp"
#include "rows_kinds/csv_reading.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;
using test::below;
using test::framed;
using test::Random;

namespace {

struct Table {
  char delimiter;
  std::size_t width;
  std::vector<std::string> cells;
};

const std::vector<std::string> kCellParts{"\"",
                                          "\"\"",
                                          "\n",
                                          "\r\n",
                                          "\rx",
                                          ",",
                                          ";",
                                          "\t",
                                          " ",
                                          "a",
                                          "bc",
                                          "\xC3\xA4",
                                          "\xE2\x82\xAC",
                                          "\xF0\x9F\x98\x80",
                                          "1.5",
                                          "#",
                                          "'",
                                          "\\",
                                          "a long text with many words in it, and a comma"};

Table random_table(Random& random) {
  Table table{.delimiter = test::one_of(random, std::vector<char>{',', ';', '\t'}), .width = 1 + below(random, 6), .cells = {}};
  for (std::size_t i = table.width * below(random, 12); i > 0; --i) table.cells.push_back(test::joined(random, kCellParts, 5));
  return table;
}

// As csv_oracle.py takes it. It quotes cells where it must, all cells, or all that are not numbers.
std::string framed_table(Random& random, const Table& table) {
  const char* line_end = below(random, 2) == 0 ? "\n" : "\r\n";
  std::string frames = framed(std::string(1, table.delimiter)) + framed(line_end);
  for (const std::size_t number : {below(random, 3), table.width, table.cells.size()}) frames += framed(std::to_string(number));
  for (const std::string& cell : table.cells) frames += framed(cell);
  return frames;
}

std::vector<std::string> cells_in(const weir::Rows& rows) {
  std::vector<std::string> cells;
  for (const weir::Row row : rows) {
    for (std::size_t column = 0; column < rows.columns().size(); ++column)
      cells.emplace_back(row.get<std::string_view>(column).value_or("null"));
  }
  return cells;
}

// What there may be in a file that no program has written.
const std::vector<std::string> kFileParts{"\"",  "\"", "\"\"",     ",",       ",",     "\n",  "\r\n", "a",
                                          "b c", " ",  "\xC3\xA4", "x,y,z\n", "\"q\"", ",\"", "\",",  "\"\n"};

// Compares the records with those that csv_oracle.py found.
void check_records(const std::string& text, const CsvDialect& dialect, std::string& theirs, std::size_t& compared) {
  std::vector<CsvCell> cells(text.size() + 1);
  CsvSplitter splitter(dialect, text);
  const std::size_t count = std::stoul(test::take_frame(theirs));
  CsvRecord record;
  for (std::size_t i = 0; i < count; ++i) {
    REQUIRE(splitter.next(cells, record));
    const std::size_t their_cells = std::stoul(test::take_frame(theirs));
    CHECK(record.cells == their_cells);
    for (std::size_t cell = 0; cell < their_cells; ++cell) {
      const std::string their_cell = test::take_frame(theirs);
      if (record.fault != CsvFault::none) continue;  // Python takes it as text that goes on
      CHECK(csv_text(cells[cell]) == their_cell);
      ++compared;
    }
  }
  CHECK_FALSE(splitter.next(cells, record));
}

}  // namespace

TEST_CASE("What Python's csv module writes is read as the same cells") {
  Random random(20'261'130);
  std::vector<Table> tables;
  std::string frames = framed("write");
  for (int i = 0; i < 2'000; ++i) {
    tables.push_back(random_table(random));
    frames += framed_table(random, tables.back());
  }
  const TemporaryFolder folder;
  write_file(folder / "tables", frames);
  std::string written = test::run_python("rows_kinds/csv_oracle.py", folder / "tables");
  for (const Table& table : tables) {
    test::Reading reading = test::texts(table.width);
    reading.dialect.delimiter = table.delimiter;
    const CsvSlice slice = reading.parse(test::take_frame(written));
    CHECK(test::shown(slice.malformed).empty());
    CHECK(cells_in(slice.rows) == table.cells);
  }
  CHECK(written.empty());
}

TEST_CASE("What nobody meant as CSV is split as Python's csv module splits it") {
  Random random(4180);
  std::vector<std::string> texts;
  std::string frames = framed("read");
  for (int i = 0; i < 3'000; ++i) {
    texts.push_back(test::joined(random, kFileParts, 40));
    frames += framed(",") + framed(texts.back());
  }
  const TemporaryFolder folder;
  write_file(folder / "texts", frames);
  std::string read = test::run_python("rows_kinds/csv_oracle.py", folder / "texts");
  std::size_t compared = 0;
  for (const std::string& text : texts) check_records(text, {}, read, compared);
  CHECK(read.empty());
  CHECK(compared > 10'000);
}
