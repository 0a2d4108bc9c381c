#include <algorithm>

#include <weir/error.hpp>

#include "catch.hpp"
#include "diagnostics/utf8.hpp"
#include "rows/csv_cutter.hpp"
#include "rows/csv_sniffer.hpp"
#include "rows_kinds/csv_random.hpp"
#include "rows_kinds/csv_reading.hpp"

using namespace weir;
using namespace weir::stages;
using test::below;
using test::Random;
using test::Reading;

namespace {

struct Parsed {
  std::string rows, malformed;

  void add(const CsvSlice& slice) {
    rows += test::shown(slice.rows);
    malformed += test::shown(slice.malformed);
  }
  friend bool operator==(const Parsed&, const Parsed&) = default;
};

std::ostream& operator<<(std::ostream& out, const Parsed& parsed) {
  return out << parsed.rows << parsed.malformed;
}

// A file that arrives in two parts, or in parts of some bytes, and is cut and parsed as csv.read does it.
class Arrival {
 public:
  explicit Arrival(const Reading& reading, std::uint64_t line = 1) : reading_(reading), cutter_(reading.dialect, line) {}

  void arrives(std::string_view bytes) {
    const std::uint64_t line = cutter_.line();
    const std::size_t end = cutter_.cut(bytes);
    if (end > 0) {
      parsed_.add(reading_.parse(rest_ + std::string(bytes.substr(0, end)), line));
      rest_.clear();
    }
    rest_ += bytes.substr(end);
  }
  Parsed ends() {
    parsed_.add(reading_.parse(rest_, cutter_.line()));
    return parsed_;
  }

 private:
  const Reading& reading_;
  CsvCutter cutter_;
  std::string rest_;
  Parsed parsed_;
};

Parsed in_two(const Reading& reading, std::string_view file, std::size_t at, std::uint64_t line = 1) {
  Arrival arrival(reading, line);
  arrival.arrives(file.substr(0, at));
  arrival.arrives(file.substr(at));
  return arrival.ends();
}

Parsed in_parts(const Reading& reading, std::string_view file, std::size_t size) {
  Arrival arrival(reading);
  for (std::size_t at = 0; at < file.size(); at += size) arrival.arrives(file.substr(at, size));
  return arrival.ends();
}

Parsed whole(const Reading& reading, std::string_view file) {
  Parsed parsed;
  parsed.add(reading.parse(file));
  return parsed;
}

const std::vector<std::string> kPieceParts{"\"",    "\"",    "\"\"",   ",",         ",",     ",",    "\n",  "\n",       "\r\n",
                                           "\r",    "a",     "1",      "#",         "\n#",   "#,\"", " ",   "\xC3\xA4", "\xFF",
                                           "7,8\n", "7,8\n", "\n1,\n", "7,\"x\"\n", "\"q\"", ",\"",  "\",", "\"\n"};

Reading two_columns() {
  return {.columns = {{"i", ColumnType::integer}, {"t", ColumnType::text}}, .dialect = {.header = false, .comment = '#'}};
}

}  // namespace

TEST_CASE("A file is the same rows wherever it is cut") {
  Random random(11);
  const Reading reading = two_columns();
  std::size_t rows = 0;
  for (int i = 0; i < 400; ++i) {
    const std::string file = test::joined(random, kPieceParts, 30);
    const Parsed expected = whole(reading, file);
    for (std::size_t at = 0; at <= file.size(); ++at) REQUIRE(in_two(reading, file, at) == expected);
    for (std::size_t size = 1; size <= 3; ++size) REQUIRE(in_parts(reading, file, size) == expected);
    rows += static_cast<std::size_t>(std::ranges::count(expected.rows, '\n'));
  }
  CHECK(rows > 400);
}

TEST_CASE("What is malformed has the line that an editor shows, behind a header and in any piece") {
  const std::string file = "# made\r\n\r\n\"i\",\"the\nname\"\r\nx,line 5\n1,\"a\n\nb\"\n\n# c\ny,line 11\n2\n";
  Reading reading = two_columns();
  reading.dialect.header = true;
  const CsvHead head = read_head({.bytes = file, .whole = true}, reading.dialect);
  const std::string_view data = std::string_view(file).substr(head.size);
  for (std::size_t at = 0; at <= data.size(); ++at) {
    CHECK(in_two(reading, data, at, head.line).malformed ==
          "5: column 'i': 'x' is not an int of 64 bits: x,line 5\n"
          "11: column 'i': 'y' is not an int of 64 bits: y,line 11\n"
          "12: there is 1 cell, not 2: 2\n");
  }
}

TEST_CASE("Cells may be longer than the blocks that delimiters are found in") {
  Random random(12);
  const Reading reading = test::texts(3);
  for (int i = 0; i < 200; ++i) {
    std::string file, expected;
    for (std::size_t row = below(random, 20); row > 0; --row) {
      for (const char* end : {"|", "|", "\n"}) {
        const std::string cell(below(random, 200), static_cast<char>('a' + below(random, 26)));
        const std::string quote = below(random, 4) == 0 ? "\"" : "";
        file += quote + cell + quote + (*end == '|' ? "," : "\n");
        expected += "'" + cell + "'" + end;
      }
    }
    CHECK(reading.rows(file + "\n") == expected);
  }
}

TEST_CASE("Any bytes are rows or malformed, and crash nothing") {
  Random random(13);
  std::size_t rows = 0, malformed = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string file = test::joined(random, kPieceParts, 60);
    for (std::size_t changes = below(random, 4); changes > 0 && !file.empty(); --changes)
      file[below(random, file.size())] = static_cast<char>(random());
    Reading reading = two_columns();
    reading.dialect.delimiter = test::one_of(random, std::vector<char>{',', ',', ';', '\0', '\xC3'});
    reading.bad_values_are_null = below(random, 4) == 0;
    const CsvSlice slice = reading.parse(file);
    for (std::size_t row = 0; row < slice.rows.size(); ++row) {
      std::string_view text = slice.rows[row].get<std::string_view>("t").value_or("");
      for (; !text.empty(); text.remove_prefix(weir::diagnostics::utf8_length(text))) REQUIRE(weir::diagnostics::utf8_length(text) > 0);
    }
    const auto lines = static_cast<std::uint64_t>(std::ranges::count(file, '\n')) + 1;
    std::uint64_t line = 0;
    for (const MalformedRecord& record : slice.malformed) {
      REQUIRE(file.find(record.text) != std::string::npos);
      REQUIRE((record.line > line && record.line <= lines));
      line = record.line;
    }
    rows += slice.rows.size();
    malformed += slice.malformed.size();
  }
  CHECK(rows > 10'000);
  CHECK(malformed > 10'000);
}

TEST_CASE("Any bytes can be sniffed, or are refused, and columns fit the records that they were sniffed from") {
  Random random(14);
  std::size_t refused = 0, rows = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string bytes = test::joined(random, kPieceParts, 40);
    const std::vector<char> copy(bytes.begin(), bytes.end());
    const FileStart start{.bytes = {copy.data(), copy.size()}, .whole = below(random, 2) == 0};
    CsvDialect dialect{.header = below(random, 2) == 0};
    try {
      dialect.delimiter = sniff_delimiter(start, dialect);
      const CsvHead head = read_head(start, dialect);
      const Columns columns = sniff_columns(start, dialect, head);
      REQUIRE(columns.size() == head.names.size());
      if (columns.size() == 0 || !start.whole) continue;
      const CsvSlice slice = Reading{.columns = columns, .dialect = dialect}.parse(start.bytes.substr(head.size), head.line);
      for (const MalformedRecord& record : slice.malformed) REQUIRE_FALSE(record.reason.ends_with(" is not an int of 64 bits"));
      rows += slice.rows.size();
    } catch (const Error&) {
      ++refused;
    }
  }
  CHECK(refused > 1'000);
  CHECK(rows > 10'000);
}
