#include <memory>
#include <string>

#include "catch.hpp"
#include "rows/csv_parser.hpp"
#include "rows_kinds/csv_reading.hpp"

using namespace weir;
using namespace weir::stages;
using test::Reading;
using test::shown;
using test::texts;

namespace {

const Reading kMixed{.columns = {{"id", ColumnType::integer}, {"amount", ColumnType::floating}, {"name", ColumnType::text}}};

Reading one(ColumnType type) {
  return {.columns = {{"x", type}}};
}

// Whether a view is within the piece that was parsed.
bool is_within(std::string_view text, std::string_view piece) {
  return text.data() >= piece.data() && text.data() + text.size() <= piece.data() + piece.size();
}

}  // namespace

TEST_CASE("Records become rows with the types of the columns") {
  const Reading reading{.columns = {{"b", ColumnType::boolean},
                                    {"i", ColumnType::integer},
                                    {"f", ColumnType::floating},
                                    {"t", ColumnType::text},
                                    {"at", ColumnType::time}}};
  CHECK(reading.rows("true,-5,1.5,abc,1970-01-01T00:00:01Z\nFALSE,+7,1e3,,1970-01-02\n") ==
        "true|-5|1.5|'abc'|1000000\nfalse|7|1000|null|86400000000\n");
}

TEST_CASE("Lines end with a line feed, a carriage return and a line feed, or the file") {
  CHECK(texts(2).rows("a,b\nc,d\r\ne,f") == "'a'|'b'\n'c'|'d'\n'e'|'f'\n");
  CHECK(texts(2).rows("\"a\",\"b\"\r\n\"c\",\"d\"") == "'a'|'b'\n'c'|'d'\n");
  CHECK(texts(2).rows("a,\nb,\r\nc,") == "'a'|''\n'b'|''\n'c'|''\n");
  CHECK(texts(2).rows("a,b\rc\r\n") == "'a'|'b\rc'\n");
  CHECK(texts(1).rows("").empty());
}

TEST_CASE("Each row knows the line on which its record begins, where it is known what file that is") {
  const auto places = [](const std::string& records, std::uint64_t lines) {
    const auto file = std::make_shared<const std::string>("a.csv");
    const CsvSlice slice = texts(2).parser().parse({.records = records, .line = 5, .lines = lines, .file = file});
    std::string all;
    for (std::size_t row = 0; row < slice.rows.size(); ++row) all += slice.rows.origin().of(row) + ' ';
    return all;
  };
  for (const std::uint64_t known : {0, 1}) {
    CHECK(places("a,b\nc,d\ne,f", known * 3) == "a.csv:5 a.csv:6 a.csv:7 ");
    CHECK(places("a,b\n\nc,d\ne\ng,h\n", known * 5) == "a.csv:5 a.csv:7 a.csv:9 ");
    CHECK(places("\"a\n\",b\nc,\"\n\nd\"\ne,f\n", known * 6) == "a.csv:5 a.csv:7 a.csv:10 ");
    CHECK(places("a,b\n\xFF,d\ne,f\n", known * 3) == "a.csv:5 a.csv:7 ");
    CHECK(places("a\n", known).empty());
  }
  CHECK_FALSE(texts(2).parse("a,b\n").rows.origin().is_known());
}

TEST_CASE("Blank lines are no records") {
  CHECK(texts(2).rows("\n\r\na,b\n\n\r\n\nc,d\n\n") == "'a'|'b'\n'c'|'d'\n");
  CHECK(texts(1).rows("a\n\n\"\"\n \n") == "'a'\n''\n' '\n");
}

TEST_CASE("Quotes enclose delimiters, line ends and doubled quotes") {
  CHECK(texts(2).rows("\"a,b\",\"c\nd\"\n\"say \"\"hi\"\"\",\"\"\"\"\n") == "'a,b'|'c\nd'\n'say \"hi\"'|'\"'\n");
  CHECK(texts(2).rows("\"\",\"\"\n") == "''|''\n");
}

TEST_CASE("A quote elsewhere than at the beginning of a cell stands for itself") {
  CHECK(texts(2).rows("5\" pipe, \"x\"\na\"b\"\"c,d\"\n") == "'5\" pipe'|' \"x\"'\n'a\"b\"\"c'|'d\"'\n");
}

TEST_CASE("Any byte delimits cells") {
  for (const char delimiter : {';', '\t', '|', ' ', '\0', '\x01', 'x'}) {
    Reading reading = texts(2);
    reading.dialect.delimiter = delimiter;
    const std::string d(1, delimiter);
    CHECK(reading.rows("a" + d + "b,c\n\"1" + d + "2\"" + d + "\n") == "'a'|'b,c'\n'1" + d + "2'|''\n");
  }
}

TEST_CASE("Comments are lines that begin with their byte") {
  Reading reading = texts(2);
  reading.dialect.comment = '#';
  CHECK(reading.rows("#,\"\na,#b\n# c\r\n\n#\n\"#c\",d\n\"\n#e\",f\n#") == "'a'|'#b'\n'#c'|'d'\n'\n#e'|'f'\n");
  CHECK(texts(2).rows("#,b\n") == "'#'|'b'\n");
}

TEST_CASE("An empty cell is null, and one of quotes alone is an empty text") {
  CHECK(kMixed.rows(",,\n1,2,\"\"\n") == "null|null|null\n1|2|''\n");
  CHECK(kMixed.rows("\"\",\"\",x\n") == "null|null|'x'\n");
}

TEST_CASE("Other spellings of null are those listed") {
  Reading reading = kMixed;
  reading.dialect.nulls = {"NA", "-"};
  CHECK(reading.rows("NA,-,NA\n NA , - , NA \n1,2,\n\"NA\",2,\"NA\"\n") == "null|null|null\nnull|null|' NA '\n1|2|''\nnull|2|'NA'\n");
  CHECK(shown(reading.parse(",2,c\n").malformed) == "1: column 'id': '' is not an int of 64 bits: ,2,c\n");
}

TEST_CASE("There may be blanks around values that are not texts or in quotes") {
  CHECK(kMixed.rows(" 1\t,  2.5 , a \n") == "1|2.5|' a '\n");
  CHECK(one(ColumnType::time).rows(" 1970-01-01 \n") == "0\n");
  CHECK(one(ColumnType::boolean).rows(" true \n") == "true\n");
  CHECK(kMixed.rows("  ,\t, \n") == "null|null|' '\n");
  CHECK(shown(kMixed.parse("\" 1\",2,c\n").malformed) == "1: column 'id': ' 1' is not an int of 64 bits: \" 1\",2,c\n");
}

TEST_CASE("A decimal comma separates the fraction of floats") {
  Reading reading = kMixed;
  reading.dialect.delimiter = ';';
  reading.dialect.decimal_comma = true;
  CHECK(reading.rows("1;2,5;3,5\n2;-1,25e2;x\n") == "1|2.5|'3,5'\n2|-125|'x'\n");
  CHECK(reading.parse("1;2.5;x\n").rows.empty());
}

TEST_CASE("Columns take the cells that they are told to, and nothing else is looked at") {
  const CsvParser parser({}, {.width = 4, .columns = {{"d", ColumnType::integer}, {"b", ColumnType::text}}, .cells = {3, 1}});
  CHECK(shown(parser.parse({.records = "x,b,\xFF,1\nx,c,y,2\n"}).rows) == "1|'b'\n2|'c'\n");
  const CsvParser twice({}, {.width = 1, .columns = {{"a", ColumnType::integer}, {"b", ColumnType::text}}, .cells = {0, 0}});
  CHECK(shown(twice.parse({.records = "7\n"}).rows) == "7|'7'\n");
}

TEST_CASE("Texts are views into the piece, except those with doubled quotes") {
  const auto memory = std::make_shared<const std::string>("plain,\"quoted\",\"a\"\"b\"\n");
  const CsvSlice slice = texts(3).parser().parse({.records = *memory, .memory = {memory, memory->size()}});
  REQUIRE(slice.rows.size() == 1);
  CHECK(is_within(slice.rows.values<std::string_view>(0)[0], *memory));
  CHECK(is_within(slice.rows.values<std::string_view>(1)[0], *memory));
  CHECK_FALSE(is_within(slice.rows.values<std::string_view>(2)[0], *memory));
}

TEST_CASE("A piece lives as long as rows with texts of it, and no longer") {
  auto memory = std::make_shared<const std::string>("1,2,text\n");
  const std::weak_ptr<const std::string> piece = memory;
  const Buffer buffer{memory, memory->size()};
  Rows texts_of_it = kMixed.parser().parse({.records = *memory, .memory = buffer}).rows;
  const Rows numbers = texts_of_it.select(std::vector<std::size_t>{0, 1});
  memory.reset();
  const_cast<Buffer&>(buffer).memory.reset();
  CHECK_FALSE(piece.expired());
  CHECK(shown(texts_of_it) == "1|2|'text'\n");
  texts_of_it = {};
  CHECK(piece.expired());
  CHECK(shown(numbers) == "1|2\n");
}

TEST_CASE("Records with fewer or more cells are malformed, and the others go on") {
  const CsvSlice slice = texts(2).parse("a,b\nc\nd,e,f\n\"x\ny\",z,\ng,h");
  CHECK(shown(slice.rows) == "'a'|'b'\n'g'|'h'\n");
  CHECK(shown(slice.malformed) ==
        "2: there is 1 cell, not 2: c\n3: there are 3 cells, not 2: d,e,f\n"
        "4: there are 3 cells, not 2: \"x\ny\",z,\n");
}

TEST_CASE("Text behind a closing quote is malformed") {
  const CsvSlice slice = texts(2).parse("\"a\"b,c\nd,\"e\" \r\nf,\"g\"\r\n\"h\"\ri,j\n");
  CHECK(shown(slice.rows) == "'f'|'g'\n");
  CHECK(shown(slice.malformed) ==
        "1: cell 1 goes on behind the quote that closes it: \"a\"b,c\n"
        "2: cell 2 goes on behind the quote that closes it: d,\"e\" \n"
        "4: cell 1 goes on behind the quote that closes it: \"h\"\ri,j\n");
}

TEST_CASE("A record that has more than one fault is malformed once because of the first") {
  CHECK(shown(texts(2).parse("\"a\"x,\"b\"y\n").malformed) == "1: cell 1 goes on behind the quote that closes it: \"a\"x,\"b\"y\n");
  CHECK(shown(texts(1).parse("\"a\"x,\"b").malformed) == "1: cell 1 goes on behind the quote that closes it: \"a\"x,\"b\n");
  CHECK(shown(kMixed.parse("x,y,\xFF\n").malformed) == "1: column 'id': 'x' is not an int of 64 bits: x,y,\xFF\n");
}

TEST_CASE("A quote that the file does not close is malformed") {
  const CsvSlice slice = texts(2).parse("a,b\nc,\"d\ne,f\n");
  CHECK(shown(slice.rows) == "'a'|'b'\n");
  CHECK(shown(slice.malformed) == "2: the quote of cell 2 is not closed: c,\"d\ne,f\n\n");
  CHECK(shown(texts(1).parse("\"").malformed) == "1: the quote of cell 1 is not closed: \"\n");
  CHECK(shown(texts(1).parse("\"a\"\"").malformed) == "1: the quote of cell 1 is not closed: \"a\"\"\n");
}

TEST_CASE("A value that is not of its column's type makes its record malformed") {
  const Reading reading{
      .columns = {{"b", ColumnType::boolean}, {"i", ColumnType::integer}, {"f", ColumnType::floating}, {"at", ColumnType::time}}};
  const CsvSlice slice = reading.parse("1,,,\n,1.0,,\n,,abc,\n,,,2024-02-30\ntrue,2,3,2024-02-29\n,x,y,z\n", 10);
  CHECK(shown(slice.rows) == "true|2|3|1709164800000000\n");
  CHECK(shown(slice.malformed) ==
        "10: column 'b': '1' is neither true nor false: 1,,,\n"
        "11: column 'i': '1.0' is not an int of 64 bits: ,1.0,,\n"
        "12: column 'f': 'abc' is not a float: ,,abc,\n"
        "13: column 'at': '2024-02-30' is not a time as 2024-01-31T12:00:00Z: ,,,2024-02-30\n"
        "15: column 'i': 'x' is not an int of 64 bits: ,x,y,z\n");
}

TEST_CASE("An identifier among numbers is malformed where nobody named the types, and a number where somebody did") {
  Reading reading{.columns = {{"i", ColumnType::integer}, {"f", ColumnType::floating}, {"t", ColumnType::text}, {"at", ColumnType::time}}};
  const std::string_view records = "007,1,+5,0001-01-01\n+7,1,,\n1,00.5,,\n-0,12345678901234567890,,\n-0,0.5,007,\n";
  CHECK(reading.rows(records) ==
        "7|1|'+5'|-62135596800000000\n7|1|null|null\n1|0.5|null|null\n0|1.2345678901234567e+19|null|null\n0|0.5|'007'|null\n");
  reading.types_are_shown = true;
  const CsvSlice slice = reading.parse(records);
  CHECK(test::shown(slice.rows) == "0|0.5|'007'|null\n");
  CHECK(
      test::shown(slice.malformed) ==
      "1: column 'i': '007' is an identifier, which would come out of an int as another text; name columns, with their types: "
      "007,1,+5,0001-01-01\n"
      "2: column 'i': '+7' is an identifier, which would come out of an int as another text; name columns, with their types: +7,1,,\n"
      "3: column 'f': '00.5' is an identifier, which would come out of a float as another text; name columns, with their types: 1,00.5,,\n"
      "4: column 'f': '12345678901234567890' is an identifier, which would come out of a float as another text; name columns, with their "
      "types: -0,12345678901234567890,,\n");
}

TEST_CASE("A value that is not of its column's type is null where that is asked for") {
  Reading reading = kMixed;
  reading.bad_values_are_null = true;
  const CsvSlice slice = reading.parse("x,1,a\n2,y,b\n3,4,\xFF\n5\n");
  CHECK(shown(slice.rows) == "null|1|'a'\n2|null|'b'\n3|4|null\n");
  CHECK(shown(slice.malformed) == "4: there is 1 cell, not 3: 5\n");
}

TEST_CASE("A text that is not UTF-8 makes its record malformed") {
  const CsvSlice slice = texts(2).parse("\xC3\xA4,b\na,\xE2\x82\n\"\xF0\x9F\x98\x80\",\"\xC0\xAF\"\n\xE2\x82\xAC,d\n");
  CHECK(shown(slice.rows) == "'\xC3\xA4'|'b'\n'\xE2\x82\xAC'|'d'\n");
  REQUIRE(slice.malformed.size() == 2);
  CHECK(slice.malformed[0].line == 2);
  CHECK(slice.malformed[0].text == "a,\xE2\x82");
  CHECK(slice.malformed[1].line == 3);
  CHECK(slice.malformed[1].reason.ends_with(" is not UTF-8"));
}

TEST_CASE("A delimiter that is not ASCII makes no UTF-8 of halves of characters") {
  Reading reading = texts(2);
  reading.dialect.delimiter = '\xA4';
  CHECK(reading.parse("x\xC3\xA4y\n").malformed.size() == 1);
  CHECK(reading.rows("x\xA4\xC3\xA5\n") == "'x'|'\xC3\xA5'\n");
}

TEST_CASE("Many rows with faults among them keep their order and their lines") {
  std::string records, rows, malformed;
  for (int i = 1; i <= 20'000; ++i) {
    const bool bad = i % 1000 == 7 || i == 20'000;
    const std::string number = std::to_string(i);
    records += bad ? "x" + number + ",,\n" : number + ",0.5,\"n" + number + "\"\n";
    if (bad)
      malformed += number + ": column 'id': 'x" + number + "' is not an int of 64 bits: x" + number + ",,\n";
    else
      rows += number + "|0.5|'n" + number + "'\n";
  }
  const CsvSlice slice = kMixed.parse(records);
  CHECK(shown(slice.rows) == rows);
  CHECK(shown(slice.malformed) == malformed);
}
