#include "words/words_count.hpp"

#include <utf8proc.h>

#include <random>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "diagnostics/utf8.hpp"
#include "oracle.hpp"
#include "system/temporary_folder.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

namespace {

const std::vector<Normalize> kAll = {Normalize::letters, Normalize::lower, Normalize::none};

std::string utf8(char32_t c) {
  std::string text;
  weir::diagnostics::append_utf8(text, c);
  return text;
}

// A code point as letters, so that a word holding it is like no other.
std::string as_letters(char32_t c) {
  std::string letters;
  for (int i = 0; i < 6; ++i, c >>= 4U) letters += static_cast<char>('a' + (c & 15U));
  return letters;
}

}  // namespace

TEST_CASE("Every Unicode character, alone and within a word, is normalized as Python does") {
  const auto normalize = GENERATE(Normalize::letters, Normalize::lower, Normalize::none);
  const std::string unassigned = python_unassigned();
  REQUIRE(unassigned.size() == 0x110000);
  TemporaryFolder folder;
  std::string text;
  std::size_t left_out = 0;
  for (char32_t c = 0; c < 0x110000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;  // surrogates are not characters
    // A character that only one of the two Unicode versions knows has no common answer.
    const bool ours = utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_CN;
    const bool python = unassigned[c] == '1';
    if (ours != python)
      ++left_out;
    else
      text += ours ? utf8(c) : " " + utf8(c) + " " + as_letters(c) + utf8(c) + "Q\n";
    if (c % 16 == 15) text += " " + as_letters(c);  // the many unassigned ones come in words of up to 16
  }
  CHECK(left_out < 12'000);  // Unicode 15.0 added 4 489 characters, 15.1 and 16.0 another 5 812
  const auto file = write_file(folder / "text", text);
  require_same(weir_counts(normalize, {file}), python_counts(normalize, {file}));
}

TEST_CASE("A real English book counts as Python counts it") {
  const std::vector<std::string> book = {WEIR_SOURCE_DIR "/data/book.txt"};
  for (const auto normalize : kAll) {
    const auto expected = python_counts(normalize, book);
    CHECK(expected.words.size() > 5000);
    require_same(weir_counts(normalize, book), expected);
    require_same(weir_counts(normalize, book, 1000), expected);
  }
}

TEST_CASE("However many replicas share the slices, the sum of their counts is the same") {
  const std::vector<std::string> book = {WEIR_SOURCE_DIR "/data/book.txt"};
  const auto expected = weir_counts(Normalize::letters, book);
  for (std::size_t replicas = 2; replicas <= 8; ++replicas) {
    require_same(weir_counts(Normalize::letters, book, 4096, replicas), expected);
  }
}

TEST_CASE("Random bytes count as Python counts them, invalid sequences too") {
  TemporaryFolder folder;
  std::mt19937 random(20240607);  // the same numbers everywhere
  // Plain bytes; mostly beginnings and middles of characters; mostly ASCII with white space.
  const std::vector<std::string> alphabets = {"", "\x80\xBF\xA0\x9F\x90\x8F\xC2\xE0\xE1\xED\xEF\xF0\xF4\xF5\xFF\xC0 aZ\n",
                                              "ab CDE fgh'i-j\x1C\x1F\x0B\x01\x00\xC3\xA9\xC2\x85\xE3\x80\x80.,\xE2"};
  for (const auto& alphabet : alphabets) {
    for (int round = 0; round < 3; ++round) {
      std::string text;
      for (int i = 0; i < 20'000; ++i) {
        const auto number = random();
        text += alphabet.empty() ? static_cast<char>(number) : alphabet[number % alphabet.size()];
      }
      const auto file = write_file(folder / "text", text);
      for (const auto normalize : kAll) {
        const auto expected = python_counts(normalize, {file});
        require_same(weir_counts(normalize, {file}), expected);
        require_same(weir_counts(normalize, {file}, 64), expected);
      }
    }
  }
}

TEST_CASE("Words at every place of a block, of every length up to 200 bytes") {
  TemporaryFolder folder;
  std::string text;
  for (std::size_t length = 1; length <= 200; ++length) {
    for (const std::size_t gap : {1, 3, 64}) {
      const std::string word = as_letters(static_cast<char32_t>(length)) + std::string(length, 'W');
      text += "(" + word.substr(0, length) + std::string(gap, ' ') + word + ".\n" + "don't" + word + "'s ";
      text += "\xC3\x89" + word + "\xC3\xA9 ";
    }
  }
  const auto file = write_file(folder / "text", text);
  for (const auto normalize : kAll) {
    const auto expected = python_counts(normalize, {file});
    for (std::uint64_t size = 256; size < 256 + 70; size += 7) require_same(weir_counts(normalize, {file}, size), expected);
  }
}

TEST_CASE("Wherever a small text is cut, it counts the same") {
  TemporaryFolder folder;
  const std::string text =
      "L\xC3\x89t\xC3\xA9 \xC4\xB0stanbul \xCE\xA3\xCE\x91\xCE\xA3\t\xE4\xB8\xAD\xE6\x96\x87\xE3\x80\x80\xE4\xB8\xAD\n"
      "don't 3rd x\xC2\xA0y \xF0\x9D\x94\xB8\xF0\x9F\x98\x80 \xC3 \xE2\x82 ok\xFF"
      "ok\r\nL\xC3\xA9T\xC3\x89.";
  const auto file = write_file(folder / "text", text);
  for (const auto normalize : kAll) {
    const auto expected = python_counts(normalize, {file});
    for (std::uint64_t size = 1; size <= text.size() + 1; ++size) require_same(weir_counts(normalize, {file}, size), expected);
    // And without a reader: at each white space of ASCII, two slices.
    for (std::size_t cut = 0; cut < text.size(); ++cut) {
      if (std::string_view(" \t\n\r").find(text[cut]) == std::string_view::npos) continue;
      const auto first = write_file(folder / "first", text.substr(0, cut));
      const auto second = write_file(folder / "second", text.substr(cut));
      require_same(weir_counts(normalize, {first, second}), expected);
    }
  }
}

TEST_CASE("A word of ten million bytes is one word") {
  TemporaryFolder folder;
  const std::string word(10'000'000, 'X');
  const auto file = write_file(folder / "text", "a " + word + " b " + word + "\n" + word + "y");
  const auto counted = weir_counts(Normalize::letters, {file}, 4096);
  const std::string lower(word.size(), 'x');
  CHECK(counted.words == std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 1}, {lower, 2}, {lower + "y", 1}});
}

TEST_CASE("The end of a file ends a word and an unfinished character") {
  TemporaryFolder folder;
  const std::vector<std::string> files = {write_file(folder / "1", "foo"), write_file(folder / "2", "bar \xE2\x82"),
                                          write_file(folder / "3", "\xAC baz")};
  for (const auto normalize : kAll) require_same(weir_counts(normalize, files), python_counts(normalize, files));
}

TEST_CASE("Counting needs no white space at the end, and an empty slice has no words") {
  WordsCount stage({Normalize::letters});
  weir::testing::Collector<WordCount> out;
  std::vector<TextSlice> slices{TextSlice("One two"), TextSlice(""), TextSlice(), TextSlice(" \n"), TextSlice("TWO"), TextSlice("42 -")};
  stage.process(slices, out.output());
  CHECK(out.take().empty());
  stage.finish(out.output());
  auto counts = out.take();
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.word < b.word; });
  CHECK(counts == std::vector<WordCount>{{"one", 1}, {"two", 2}});
}
