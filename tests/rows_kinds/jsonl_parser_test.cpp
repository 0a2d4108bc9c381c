#include "rows/jsonl_parser.hpp"

#include <memory>
#include <string>
#include <vector>

#include "catch.hpp"
#include "rows/jsonl_sniffer.hpp"
#include "rows_kinds/csv_random.hpp"
#include "rows_kinds/csv_reading.hpp"

using namespace weir;
using namespace weir::stages;

namespace {

// In memory that ends where it may not be read any further, which the address sanitizer sees.
struct Lines {
  explicit Lines(std::string_view text) : bytes(std::make_shared<std::vector<char>>(text.begin(), text.end())), size(text.size()) {
    bytes->resize(size + JsonlParser::kPadding, '}');
    bytes->shrink_to_fit();
  }
  [[nodiscard]] std::string_view text() const { return {bytes->data(), size}; }
  [[nodiscard]] JsonlPiece piece(std::uint64_t line = 1) const {
    return {.lines = text(), .memory = {std::shared_ptr<const void>(bytes, bytes->data()), bytes->size()}, .line = line};
  }

  std::shared_ptr<std::vector<char>> bytes;
  std::size_t size;
};

const JsonlSchema kMixed{.columns = {{"id", ColumnType::integer}, {"geo.country", ColumnType::text}, {"tags", ColumnType::text}}};

std::string rows_in(std::string_view text, const JsonlSchema& schema = kMixed) {
  const Lines lines(text);
  const JsonlSlice slice = JsonlParser(schema).parse(lines.piece());
  return test::shown(slice.rows) + test::shown(slice.malformed);
}

Columns shown_by(std::string_view text) {
  return sniff_json_columns(Lines(text).text());
}

}  // namespace

TEST_CASE("A line of JSON becomes a row, from the paths of the columns") {
  CHECK(rows_in(R"({"id": 1, "geo": {"city": "x", "country": "NZ"}, "tags": [1, {"a": "]"}], "more": 1})"
                "\n\n \t\r\n"
                R"({"tags": "t", "id": null})"
                "\r\n{}\n") == "1|'NZ'|'[1, {\"a\": \"]\"}]'\nnull|null|'t'\nnull|null|null\n");
}

TEST_CASE("A text without escapes is a view into the piece, and one with escapes is not") {
  const Lines lines("{\"tags\":\"a longer text\"}\n{\"tags\":\"\\u00e4\\n\"}\n{\"tags\":[1]}\n");
  const JsonlSlice slice = JsonlParser(kMixed).parse(lines.piece());
  const auto tags = slice.rows.values<std::string_view>("tags");
  const auto is_view = [&](std::string_view text) {
    return text.data() >= lines.text().data() && text.data() < lines.text().data() + lines.size;
  };
  CHECK((tags[0] == "a longer text" && is_view(tags[0])));
  CHECK((tags[1] == "\xC3\xA4\n" && !is_view(tags[1])));
  CHECK((tags[2] == "[1]" && is_view(tags[2])));
}

TEST_CASE("Lines are counted from where the piece begins, blank ones too") {
  const Lines lines("\n{}\n[\n\r\n{\"id\": \"x\"}");
  const JsonlSlice slice = JsonlParser(kMixed).parse(lines.piece(10));
  CHECK(slice.lines == 5);
  CHECK(test::shown(slice.malformed) ==
        "12: the line is not an object: [\n14: column 'id': '\"x\"' is not an int of 64 bits: {\"id\": \"x\"}\n");
}

TEST_CASE("A path that is a value and has values in it gets both") {
  const JsonlSchema schema{.columns = {{"a", ColumnType::text}, {"a.b", ColumnType::integer}, {"a.b.c", ColumnType::integer}},
                           .bad_values_are_null = true};
  CHECK(rows_in("{\"a\":{\"b\" : 5 }}\n{\"a\":[1 ] }\n{\"a\":{\"b\":{\"c\":1}} ,\"x\":2}\n{\"a\":\"\\\"\"}\n", schema) ==
        "'{\"b\" : 5 }'|5|null\n'[1 ]'|null|null\n'{\"b\":{\"c\":1}}'|null|1\n'\"'|null|null\n");
}

TEST_CASE("Of a key that comes twice the last counts, with all that is below it") {
  CHECK(rows_in("{\"id\":1,\"id\":2}\n{\"id\":\"x\",\"id\":3}\n{\"geo\":{\"country\":\"a\"},\"geo\":{}}\n"
                "{\"geo\":{\"country\":\"a\"},\"geo\":null}\n{\"geo\":{\"country\":\"a\",\"country\":\"b\"}}\n") ==
        "2|null|null\n3|null|null\nnull|null|null\nnull|null|null\nnull|'b'|null\n");
}

TEST_CASE("A value where an object has to be is malformed, and a null is not") {
  CHECK(rows_in("{\"geo\":5}\n{\"geo\":[{}]}\n{\"geo\":null}\n") ==
        "null|null|null\n"
        "1: column 'geo.country': '5' is not an object: {\"geo\":5}\n"
        "2: column 'geo.country': '[{}]' is not an object: {\"geo\":[{}]}\n");
}

TEST_CASE("A piece is the same rows as its lines one by one, also after lines that are malformed") {
  test::Random random(2);
  const std::vector<std::string> parts{"{",           "}",
                                       "\"id\"",      ":",
                                       ",",           "1",
                                       "\"x\"",       "\"geo\"",
                                       "\"country\"", "[",
                                       "]",           "\n",
                                       "\n",          "{}\n",
                                       " ",           "\\",
                                       "\"id\":2",    "\"geo\":{\"country\":\"NZ\"}",
                                       "}\n",         "null",
                                       "\xFF",        "{\"id\":3}\n",
                                       "\"tags\":[1]"};
  JsonlParser parser(kMixed);
  std::size_t rows = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = test::joined(random, parts, 20);
    const Lines all(text);
    const JsonlSlice slice = parser.parse(all.piece());
    std::string shown_rows, shown_malformed;
    std::uint64_t number = 1;
    for (std::size_t at = 0; at < text.size(); ++number) {
      const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
      const Lines line(std::string_view(text).substr(at, end - at));
      const JsonlSlice one = JsonlParser(kMixed).parse(line.piece(number));
      shown_rows += test::shown(one.rows);
      shown_malformed += test::shown(one.malformed);
      at = end;
    }
    CHECK(test::shown(slice.rows) == shown_rows);
    CHECK(test::shown(slice.malformed) == shown_malformed);
    rows += slice.rows.size();
  }
  CHECK(rows > 1'000);
}

TEST_CASE("A line with a key that no column has is malformed where that is asked for") {
  JsonlSchema schema = kMixed;
  schema.others_are_malformed = true;
  CHECK(rows_in("{\"id\":1,\"tags\":{\"any\":1}}\n{\"geo\":{\"a.b\":1}}\n{\"x\":1}\n", schema) ==
        "1|null|'{\"any\":1}'\n"
        "2: 'geo.\"a.b\"' is not among the columns, which the first lines show; name it in columns: {\"geo\":{\"a.b\":1}}\n"
        "3: 'x' is not among the columns, which the first lines show; name it in columns: {\"x\":1}\n");
}

TEST_CASE("A line that is longer than 64 MiB is malformed, with the beginning of its text") {
  const std::string longest = "{\"tags\":\"" + std::string(JsonlParser::kLongestLine - 11, 'x') + "\"}";
  REQUIRE(longest.size() == JsonlParser::kLongestLine);
  CHECK(JsonlParser(kMixed).parse(Lines(longest + "\n{}").piece()).rows.size() == 2);
  const JsonlSlice slice = JsonlParser(kMixed).parse(Lines(longest + " \n{}").piece());
  CHECK(slice.rows.size() == 1);
  REQUIRE(slice.malformed.size() == 1);
  CHECK(slice.malformed[0].reason == line_too_long());
  CHECK(slice.malformed[0].text == longest.substr(0, JsonlParser::kShownOfLongest));
}

TEST_CASE("Columns and their types are those that lines show") {
  CHECK(shown_by("{\"i\":1,\"f\":1,\"b\":true,\"t\":\"2024-01-31\",\"s\":\"x\",\"n\":null,\"big\":9223372036854775808}\n"
                 "{\"f\":0.5,\"o\":{\"x\":1,\"y\":{\"z\":\"\"}},\"l\":[1],\"e\":{},\"m\":1}\n"
                 "{\"m\":\"x\",\"broken\":}\n"
                 "{\"e\":null,\"mixed\":{\"a\":1}}\r\n"
                 "{\"mixed\":[]}\n") == Columns{{"i", ColumnType::integer},
                                                {"f", ColumnType::floating},
                                                {"b", ColumnType::boolean},
                                                {"t", ColumnType::time},
                                                {"s", ColumnType::text},
                                                {"n", ColumnType::text},
                                                {"big", ColumnType::text},
                                                {"o.x", ColumnType::integer},
                                                {"o.y.z", ColumnType::text},
                                                {"l", ColumnType::text},
                                                {"e", ColumnType::text},
                                                {"m", ColumnType::integer},
                                                {"mixed", ColumnType::text}});
  CHECK(shown_by("").size() == 0);
  CHECK(shown_by("[1]\n5\n{}\n").size() == 0);
}
