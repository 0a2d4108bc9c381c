#include "words/word_table.hpp"

#include <map>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"

using weir::stages::ShortWord;
using weir::stages::WordTable;

namespace {

std::map<std::string, std::uint64_t> content(const WordTable& table) {
  std::map<std::string, std::uint64_t> content;
  table.for_each([&](std::string_view word, std::uint64_t count) {
    const bool added = content.emplace(word, count).second;
    REQUIRE(added);  // no word is there twice
  });
  return content;
}

}  // namespace

TEST_CASE("A table of words agrees with std::map, for words of all lengths, through many doublings") {
  std::mt19937 random(7);
  WordTable table;
  std::map<std::string, std::uint64_t> expected;
  for (int i = 0; i < 200'000; ++i) {
    std::string word(random() % 40, '\0');
    for (char& c : word) c = static_cast<char>(random() % 3);  // zero bytes too: only the length tells such words apart
    const std::uint64_t count = 1 + random() % 5;
    table.add(word, count);
    expected[word] += count;
  }
  CHECK(expected.size() > 50'000);
  CHECK(table.size() == expected.size());
  CHECK(content(table) == expected);
}

TEST_CASE("Words that differ in one byte, anywhere, are different words") {
  WordTable table;
  std::map<std::string, std::uint64_t> expected;
  for (std::size_t length = 1; length <= 33; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string word(length, 'w');
        word[at] = static_cast<char>(byte);
        table.add(word);
        ++expected[word];
      }
    }
  }
  CHECK(content(table) == expected);
}

TEST_CASE("A short word is the same as text and as two integers") {
  WordTable table;
  for (std::size_t length = 0; length <= ShortWord::kMaxLength; ++length) {
    const std::string word(length, 'a');
    table.add(word, 2);
    table.add(ShortWord::from(word), 3);
  }
  CHECK(table.size() == ShortWord::kMaxLength + 1);
  for (const auto& [word, count] : content(table)) CHECK(count == 5);
}

TEST_CASE("Short words counted many at a time are the words counted one by one, in the order in which they first came") {
  std::mt19937 random(11);
  std::vector<std::string> words;
  for (int i = 0; i < 300'000; ++i) words.push_back(std::to_string(random() % 100'000));
  WordTable one_by_one;
  std::vector<ShortWord> all;
  for (const auto& word : words) {
    one_by_one.add(word);
    all.push_back(ShortWord::from(word));
  }
  WordTable together;
  const std::span<const ShortWord> rest(all);
  together.add(rest.first(0));
  together.add(rest.first(1));
  together.add(rest.subspan(1, 100));
  together.add(rest.subspan(101));
  std::vector<std::pair<std::string, std::uint64_t>> expected;
  one_by_one.for_each([&](std::string_view word, std::uint64_t count) { expected.emplace_back(word, count); });
  REQUIRE(expected.size() == together.size());
  CHECK(expected.front().first == words.front());
  std::size_t at = 0;
  bool same = true;
  together.for_each([&](std::string_view word, std::uint64_t count) {
    same = same && expected[at].first == word && expected[at].second == count;
    ++at;
  });
  CHECK(same);
}

TEST_CASE("A million numbers, a hostile case for weak hashes, are a million words") {
  WordTable table;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1'000'000; ++i) table.add(std::to_string(i));
  }
  CHECK(table.size() == 1'000'000);
  bool all_two = true;
  table.for_each([&](std::string_view, std::uint64_t count) { all_two = all_two && count == 2; });
  CHECK(all_two);
}
