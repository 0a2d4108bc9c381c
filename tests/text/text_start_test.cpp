#include "text/text_start.hpp"

#include <string>
#include <vector>

#include "catch.hpp"

using weir::stages::look_at_start;
using weir::stages::TextStart;
using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace)

namespace {

struct Example {
  std::string_view bytes;
  std::string_view name;
};

// As the programs write them (`printf x | gzip | xxd`), or as the specifications say. tests/cli/text_forms_test.py has the programs
// themselves.
const std::vector<Example> kExamples{
    {"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03"sv, "compressed more than once"},
    {"\x1F\x9D\x90"sv, "compressed with compress"},
    {"\x28\xB5\x2F\xFD\x04\x58"sv, "compressed more than once"},
    {"\x50\x2A\x4D\x18\x04\x00"sv, "compressed more than once"},
    {"\xFD\x37\x7A\x58\x5A\x00\x00\x04"sv, "compressed more than once"},
    {"BZh91AY&SY"sv, "compressed more than once"},
    {"BZh1\x17\x72\x45\x38\x50\x90"sv, "compressed more than once"},
    {"\x04\x22\x4D\x18\x64\x40"sv, "compressed more than once"},
    {"\x02\x21\x4C\x18"sv, "compressed with lz4 in its old form"},
    {"LZIP\x01\x0C"sv, "compressed with lzip"},
    {"PK\x03\x04\x0A\x00"sv, "a zip archive"},
    {"PK\x05\x06\x00\x00"sv, "a zip archive"},
    {"7z\xBC\xAF\x27\x1C\x00\x04"sv, "a 7z archive"},
    {"\xFF\xFEx\0"sv, "UTF-16 and not UTF-8"},
    {"\xFE\xFF\0x"sv, "UTF-16 and not UTF-8"},
    {"\xFF\xFE\0\0x\0\0\0"sv, "UTF-32 and not UTF-8"},
    {"\0\0\xFE\xFF\0\0\0x"sv, "UTF-32 and not UTF-8"},
};

}  // namespace

TEST_CASE("What is not text in UTF-8 is recognised by its first bytes") {
  for (const auto& [bytes, name] : kExamples) {
    CAPTURE(name);
    const TextStart start = look_at_start(bytes, false);
    CHECK(start.known);
    REQUIRE(start.other != nullptr);
    CHECK(start.other->name == name);
  }
}

TEST_CASE("It is also recognised when the bytes come one by one, and not taken for text before that") {
  for (const auto& [bytes, name] : kExamples) {
    CAPTURE(name);
    std::size_t count = 0;
    TextStart start;
    while (!start.known) {
      REQUIRE(count <= bytes.size());
      start = look_at_start(bytes.substr(0, count++), false);
    }
    REQUIRE(start.other != nullptr);
    CHECK(start.other->name == name);
  }
}

TEST_CASE("While more bytes are needed, those there have no white space") {
  for (const auto& [bytes, name] : kExamples) {
    for (std::size_t count = 0; count < bytes.size(); ++count) {
      const std::string_view begin = bytes.substr(0, count);
      if (!look_at_start(begin, false).known) CHECK(begin.find_first_of(" \t\n\v\f\r") == std::string_view::npos);
    }
  }
}

TEST_CASE("Text that begins like something else is text, as soon as that is known or nothing follows") {
  for (const std::string_view text : {"BZh"sv, "BZh9"sv, "BZh9 is a word"sv, "BZhang"sv, "P"sv, "PK"sv, "PKW"sv, "LZIP"sv, "7z"sv, "7zip"sv,
                                      "("sv, "\xEF\xBB"sv, "\xEF\xBB\xBE"sv, "\x1F"sv, "\0\0"sv, "x"sv, " "sv, ""sv}) {
    CAPTURE(text);
    const TextStart start = look_at_start(text, true);
    CHECK(start.known);
    CHECK(start.mark == 0);
    CHECK(start.other == nullptr);
  }
  for (const std::string_view text : {"BZ "sv, "BZh9 "sv, "BZhx"sv, "P "sv, "7\n"sv, "x"sv}) CHECK(look_at_start(text, false).known);
}

TEST_CASE("The byte order mark of UTF-8 is not part of the text") {
  CHECK(look_at_start("\xEF\xBB\xBFword"sv, false).mark == 3);
  CHECK(look_at_start("\xEF\xBB\xBF"sv, true).mark == 3);
  CHECK_FALSE(look_at_start("\xEF\xBB"sv, false).known);
}
