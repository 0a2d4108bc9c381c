#include "words/words_top.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>
#include <string>

#include "words/pushed_words.hpp"

namespace weir::stages {

namespace {

constexpr Size kLeastMemoryOfTop{std::uint64_t{8} << 20U};

}  // namespace

void WordsTop::describe(Description<Params>& d) {
  d.summary("Adds up word counts and returns the most common words first.");
  d.details(
      "Equal words are added up. At the end of the stream the words come out: the highest count first; among equal counts, by the bytes "
      "of the word. It adds up on all workers that have nothing else to do. All distinct words are kept until then, 40 to 48 bytes each "
      "(and the bytes of words above 16); while they are put in order, those to be returned take 64 bytes each beside that.\n\n"
      "memory sets a limit: for the words, for putting them in order, and for handing on those to be returned. What does not fit ends the "
      "run with an error.");
  d.example(
      "- name: top\n"
      "  kind: words.top\n"
      "  inputs: [count]\n"
      "  params: {limit: 20}\n");
  d.single_replica().makes_order();
  d.param("limit", &Params::limit, "how many words to return; all when left out").at_least(1);
  d.param("memory", &Params::memory, "bytes that it may hold; without limit when left out").at_least(kLeastMemoryOfTop);
  d.memory([](const Params& params) { return StageMemory{.replica = params.memory ? params.memory->bytes : StageMemory::kNoLimit}; });
}

void WordsTop::process(std::span<WordCount> counts, Output<WordCount>&) try {
  for (const WordCount& item : counts) {
    if (item.count != 0) words_.add(item.word, item.count);
  }
} catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory(fmt::format("{} distinct words", words_.size()), words_.size() * sizeof(WordTable::Entry),
                  "allow more memory, or count fewer words in a run");
}

void WordsTop::finish(Output<WordCount>& out) try {
  const auto entries = words_.top(limit_.value_or(std::numeric_limits<std::uint64_t>::max()));
  PushedWords pushed;
  char bytes[ShortWord::kMaxLength];
  for (const auto& entry : entries) pushed.add(WordTable::word_of(entry, bytes));
  budget_.take(pushed.bytes());
  for (const auto& entry : entries) {
    out.push({std::string(WordTable::word_of(entry, bytes)), entry.count});
  }
} catch (const std::bad_alloc&) {
  reserve_.release();
  const std::uint64_t words = std::min<std::uint64_t>(words_.size(), limit_.value_or(words_.size()));
  throw_no_memory(fmt::format("putting {} words in order", words), words * (2 * sizeof(WordTable::Entry) + sizeof(WordCount)),
                  "allow more memory, or set a smaller limit");
}

}  // namespace weir::stages
