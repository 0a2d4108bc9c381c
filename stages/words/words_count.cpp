#include "words/words_count.hpp"

#include <fmt/format.h>

#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "rows/utf8.hpp"
#include "words/pushed_words.hpp"

namespace weir::stages {

namespace {

constexpr Size kLeastMemoryOfCount{std::uint64_t{64} << 10U};

}  // namespace

void WordsCount::describe(Description<Params>& d) {
  d.summary("Counts the words of text slices, each replica in a table of its own.");
  d.details(
      "Words are cut at white space, as Python's str.split() does, Unicode white space included.\n\n"
      "normalize: letters drops every character that is not a letter and makes the others lower case, as Python's ''.join(c.lower() for c "
      "in word if c.isalpha()) does; a word left empty is not counted. lower makes every character lower case by itself (a final capital "
      "sigma becomes a medial small one). none leaves the bytes as they are. Letters and case are those of Unicode 15.0 with utf8proc "
      "2.8.\n\n"
      "Bytes that are not UTF-8 count as U+FFFD, as with Python's errors='replace', so letters drops them; none leaves them. How many such "
      "sequences there were is in the report, as 'invalid UTF-8 sequences'. With invalid_utf8: reject a slice that has any is rejected.\n\n"
      "Each replica keeps 40 to 48 bytes for each distinct word (and the bytes of words above 16), and pushes each of its words once "
      "when it finishes. Feed words.top to add up what the replicas found.\n\n"
      "memory sets a limit for each replica: for its words, and at its end for handing them on, which takes up to three times as much. "
      "What does not fit ends the run with an error.");
  d.example(
      "- name: count\n"
      "  kind: words.count\n"
      "  inputs: [text]\n"
      "  replicas: 4\n");
  d.preferred_batch_size(1);
  d.param("normalize", &Params::normalize, "what is done to a word before it is counted");
  d.param("invalid_utf8", &Params::invalid_utf8, "what is done about a slice with bytes that are not UTF-8");
  d.param("memory", &Params::memory, "bytes that each replica may hold; without limit when left out").at_least(kLeastMemoryOfCount);
  d.memory([](const Params& params) { return StageMemory{.replica = params.memory ? params.memory->bytes : StageMemory::kNoLimit}; });
}

void WordsCount::process(std::span<TextSlice> slices, Output<WordCount>&) {
  for (TextSlice& slice : slices) {
    if (const std::size_t valid = rejects_invalid_ ? utf8_front(slice.text()) : slice.text().size(); valid < slice.text().size()) {
      std::string origin = slice.origin(valid);
      reject(std::move(slice), "its text is not UTF-8", std::move(origin));
      continue;
    }
    count(slice);
    slice = TextSlice();  // its buffer can be used again at once
  }
}

// The table reports itself what it lacks memory for, so here a word did not fit into memory a second time.
void WordsCount::count(const TextSlice& slice) try { scanner_.count(slice); } catch (const std::bad_alloc&) {
  reserve_.release();
  throw_no_memory("a second copy of a long word", slice.text().size(), "allow more memory, or cut it up with white space");
}

void WordsCount::finish(Output<WordCount>& out) try {
  PushedWords pushed;
  scanner_.words().for_each([&pushed](std::string_view word, std::uint64_t) { pushed.add(word); });
  budget_.take(pushed.bytes());
  scanner_.words().for_each([&out](std::string_view word, std::uint64_t count) { out.push({std::string(word), count}); });
} catch (const std::bad_alloc&) {
  reserve_.release();
  const std::size_t words = scanner_.words().size();
  throw_no_memory(fmt::format("handing on {} distinct words", words), words * sizeof(WordCount),
                  "allow more memory, or fewer replicas of words.count");
}

void WordsCount::counters(Counters& counters) const {
  counters.add("invalid UTF-8 sequences", scanner_.invalid_sequences());
}

}  // namespace weir::stages
