#include "words/words_top.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace weir::stages {

namespace {

bool comes_first(const WordCount& a, const WordCount& b) {
  return a.count != b.count ? a.count > b.count : a.word < b.word;  // std::string compares bytes as unsigned
}

}  // namespace

void WordsTop::describe(Description<Params>& d) {
  d.summary("Adds up word counts and gives the most common words first.");
  d.details(
      "Equal words are added up. At the end of the stream the words come out: the highest count first; among equal counts, by the bytes of "
      "the word. All distinct words are kept until then, 40 to 48 bytes each (and the bytes of words above 16).");
  d.example(
      "- name: top\n"
      "  kind: words.top\n"
      "  inputs: [count]\n"
      "  params: {limit: 20}\n");
  d.single_replica();
  d.param("limit", &Params::limit, "words to give; all when left out").at_least(1);
}

void WordsTop::process(std::span<WordCount> counts, Output<WordCount>&) {
  for (const WordCount& item : counts) {
    if (item.count != 0) words_.add(item.word, item.count);
  }
}

void WordsTop::finish(Output<WordCount>& out) {
  std::vector<WordCount> all;
  all.reserve(words_.size());
  words_.for_each([&all](std::string_view word, std::uint64_t count) { all.push_back({std::string(word), count}); });
  const auto given = static_cast<std::size_t>(std::min<std::uint64_t>(limit_.value_or(all.size()), all.size()));
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(given);
  if (middle != all.end()) std::nth_element(all.begin(), middle, all.end(), comes_first);
  std::sort(all.begin(), middle, comes_first);
  for (std::size_t i = 0; i < given; ++i) out.push(std::move(all[i]));
}

}  // namespace weir::stages
