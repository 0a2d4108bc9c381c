#include "words/words_top.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <weir/error.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "words/partitioned_words.hpp"
#include "words/words_count.hpp"

using namespace weir::stages;  // NOLINT(google-build-using-namespace)

namespace {

std::vector<WordCount> top(std::vector<WordCount> counts, std::optional<std::uint64_t> limit = {}) {
  WordsTop stage({limit});
  weir::testing::Collector<WordCount> out;
  stage.process(counts, out.output());
  CHECK(out.take().empty());
  stage.finish(out.output());
  return out.take();
}

}  // namespace

TEST_CASE("Equal words are added up, and the highest count comes first") {
  CHECK(top({{"a", 1}, {"b", 2}, {"a", 3}, {"c", 3}}) == std::vector<WordCount>{{"a", 4}, {"c", 3}, {"b", 2}});
}

TEST_CASE("Equal counts come in the order of the words' bytes, which count as unsigned") {
  CHECK(top({{"\xC3\xA9", 1}, {"z", 1}, {"ab", 1}, {"a", 1}, {"\x7F", 1}}) ==
        std::vector<WordCount>{{"a", 1}, {"ab", 1}, {"z", 1}, {"\x7F", 1}, {"\xC3\xA9", 1}});
}

TEST_CASE("A limit keeps the first of the whole order") {
  std::vector<WordCount> counts;
  for (std::uint64_t i = 0; i < 1000; ++i) counts.push_back({"word " + std::to_string(i), i % 17 + 1});
  const auto all = top(counts);
  REQUIRE(all.size() == 1000);
  for (const std::uint64_t limit : {1, 2, 58, 59, 999, 1000, 1001, 1'000'000}) {
    const auto limited = top(counts, limit);
    CHECK(limited == std::vector<WordCount>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(limit, 1000))));
  }
}

TEST_CASE("Three hundred thousand words of all lengths come out as std::map and a stable sort have them") {
  std::mt19937 random(3);
  std::vector<WordCount> counts;
  std::map<std::string, std::uint64_t> sums;
  for (int i = 0; i < 300'000; ++i) {
    std::string word(random() % 20, '\0');
    for (char& c : word) c = "\0a\x7F\xC3"[random() % 4];  // zero bytes and high ones too, in short words and in those above 16 bytes
    counts.push_back({word, random() % 3});
    if (counts.back().count > 0) sums[word] += counts.back().count;
  }
  CHECK(sums.size() > 70'000);  // more than are ever pending
  std::vector<WordCount> expected;
  for (const auto& [word, count] : sums) expected.push_back({word, count});
  std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.count > b.count; });
  const bool same = top(counts) == expected;  // not within CHECK, which would print all
  CHECK(same);
  expected.resize(1000);
  const bool same_limited = top(counts, 1000) == expected;
  CHECK(same_limited);
}

TEST_CASE("What is handed on is counted against the memory, with the bytes of long words, and so it is by words.count") {
  static constexpr std::size_t kWords = 8'000, kLength = 1'000;  // 8 MB in the table, and as many when they are handed on
  std::string text;
  std::vector<WordCount> counts;
  for (std::size_t i = 0; i < kWords; ++i) {
    const std::string number = std::to_string(i);
    counts.push_back({std::string(kLength - number.size(), 'x') + number, 1});
    text += counts.back().word + ' ';
  }
  const auto hands_on = [](auto&& stage, auto&& items) {
    weir::testing::Collector<WordCount> out;
    stage.process(items, out.output());
    try {
      stage.finish(out.output());
    } catch (const weir::MemoryError&) {
      CHECK(out.take().empty());
      return false;
    }
    CHECK(out.take().size() == kWords);
    return true;
  };
  CHECK_FALSE(hands_on(WordsTop({.limit = {}, .memory = weir::Size{20'000'000}}), counts));
  CHECK(hands_on(WordsTop({.limit = {}, .memory = weir::Size{40'000'000}}), counts));
  std::vector<TextSlice> slices{TextSlice(text)};
  CHECK_FALSE(hands_on(WordsCount({.normalize = Normalize::none, .memory = weir::Size{14'000'000}}), slices));
  slices = {TextSlice(text)};
  CHECK(hands_on(WordsCount({.normalize = Normalize::none, .memory = weir::Size{28'000'000}}), slices));
}

TEST_CASE("The memory of pending words is bounded, however many come and however unevenly they are spread") {
  MemoryBudget budget;
  const auto words = std::make_unique<PartitionedWords>(budget);
  std::size_t most = 0;
  const auto add = [&](const std::string& word) {
    words->add(word, 1);
    most = std::max(most, words->room_for_pending());
  };
  for (std::size_t i = 0; i < 3 * PartitionedWords::kMostPending; ++i) add(std::to_string(i));
  for (int word = 0; word < 16; ++word) {
    for (std::size_t i = 0; i < PartitionedWords::kMostPending; ++i) add("word" + std::to_string(word));
  }
  CHECK(most <= 4 * PartitionedWords::kMostPending);
  CHECK(words->top(1).at(0).count == PartitionedWords::kMostPending);
}

TEST_CASE("Without words in there are none out, and a count of nothing adds nothing") {
  CHECK(top({}).empty());
  CHECK(top({}, 3).empty());
  CHECK(top({{"a", 0}}).empty());
  CHECK(top({{"", 2}, {"a", 1}}) == std::vector<WordCount>{{"", 2}, {"a", 1}});
}
