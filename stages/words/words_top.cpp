#include "words/words_top.hpp"

#include <limits>
#include <string>

namespace weir::stages {

void WordsTop::describe(Description<Params>& d) {
  d.summary("Adds up word counts and gives the most common words first.");
  d.details(
      "Equal words are added up. At the end of the stream the words come out: the highest count first; among equal counts, by the bytes of "
      "the word. It adds up on all workers that have nothing else to do. All distinct words are kept until then, 40 to 48 bytes each (and "
      "the bytes of words above 16); while they are put in order, those to be given take 64 bytes each beside that.");
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
  for (const auto& entry : words_.top(limit_.value_or(std::numeric_limits<std::uint64_t>::max()))) {
    char bytes[ShortWord::kMaxLength];
    out.push({std::string(WordTable::word_of(entry, bytes)), entry.count});
  }
}

}  // namespace weir::stages
