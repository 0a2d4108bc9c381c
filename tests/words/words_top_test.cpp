#include "words/words_top.hpp"

#include <map>
#include <weir/testing.hpp>

#include "catch.hpp"

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

TEST_CASE("A limit gives the first of the whole order") {
  std::vector<WordCount> counts;
  for (std::uint64_t i = 0; i < 1000; ++i) counts.push_back({"word " + std::to_string(i), i % 17 + 1});
  const auto all = top(counts);
  REQUIRE(all.size() == 1000);
  for (const std::uint64_t limit : {1, 2, 58, 59, 999, 1000, 1001, 1'000'000}) {
    const auto limited = top(counts, limit);
    CHECK(limited == std::vector<WordCount>(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(limit, 1000))));
  }
}

TEST_CASE("No words give no words, and a count of nothing adds nothing") {
  CHECK(top({}).empty());
  CHECK(top({}, 3).empty());
  CHECK(top({{"a", 0}}).empty());
  CHECK(top({{"", 2}, {"a", 1}}) == std::vector<WordCount>{{"", 2}, {"a", 1}});
}
