#include "text/text_generate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "system/no_memory.hpp"

namespace weir::stages {

namespace {

constexpr std::size_t kLineLength = 72;
constexpr std::uint32_t kShortestSentence = 4;
constexpr std::uint32_t kLongestSentence = 24;
constexpr std::uint32_t kWordsPerComma = 12;
// At the start: 16 in the vocabulary, some 72 in the set that keeps words apart, and 24 in the tables of Zipf's law.
constexpr std::uint64_t kBytesOfWord = 112;

}  // namespace

void TextGenerate::describe(Description<Params>& d) {
  d.summary("Makes up a text of any size, its words distributed by Zipf's law, for measuring.");
  d.details(
      "The k-th most common word comes with a probability proportional to 1 / k^exponent. Words are of 1 to 15 letters, in sentences with "
      "capitals, commas and full stops, in lines of about 72 bytes.\n\n"
      "The text is exactly size bytes long and every word in it is whole: where the next word would not fit, at most 16 new lines fill "
      "the rest. The same params give the same bytes on every platform; slice_size does not change them.");
  d.example(
      "- name: text\n"
      "  kind: text.generate\n"
      "  params: {size: 64MiB, seed: 7}\n");
  d.param("size", &Params::size, "bytes of text in all").required().at_least(Size{1});
  d.param("words", &Params::words, "distinct words to draw from").range(1, 1'000'000);
  d.param("exponent", &Params::exponent, "Zipf's exponent; 0 makes all words equally common").range(0, 10);
  d.param("seed", &Params::seed, "another seed gives another text");
  d.param("slice_size", &Params::slice_size, "bytes of text in a slice, at most").range(kSmallestSlice, kLargestSlice);
  d.memory([](const Params& params) {
    StageMemory memory = memory_of_slices(params.slice_size);
    memory.item = sizeof(TextSlice) + heap_block(sizeof(SliceBuffer)) + heap_block(params.slice_size.bytes + TextSlice::kPadding);
    memory.shared = params.words * kBytesOfWord;
    return memory;
  });
}

TextGenerate::TextGenerate(const Params& params) try
    : random_(params.seed),
      vocabulary_(params.words, random_),
      zipf_(params.words, params.exponent),
      size_(params.size.bytes),
      pool_(SlicePool::make(params.slice_size.bytes)),
      token_(make_token()) {
} catch (const std::bad_alloc&) {
  throw_no_memory(fmt::format("{} words to draw from", params.words), params.words * kBytesOfWord, "allow more memory, or set fewer words");
}

Next TextGenerate::produce(Output<TextSlice>& out) {
  while (made_ < size_ && !out.full()) out.push(make_slice());
  return made_ < size_ ? Next::again : Next::done;
}

std::optional<double> TextGenerate::progress() const {
  return static_cast<double>(made_) / static_cast<double>(size_);
}

TextSlice TextGenerate::make_slice() {
  SliceBuffer buffer = pool_->take();
  const std::size_t end = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.capacity(), size_ - made_));
  std::size_t filled = 0;
  for (; filled + token_.length <= end; token_ = make_token()) {
    std::copy_n(token_.bytes, token_.length, buffer.data() + filled);
    filled += token_.length;
  }
  if (made_ + end == size_) {
    std::fill(buffer.data() + filled, buffer.data() + end, '\n');
    filled = end;
  }
  made_ += filled;
  return {std::move(buffer), filled};
}

TextGenerate::Token TextGenerate::make_token() {
  if (words_left_ == 0) {
    words_left_ = kShortestSentence + random_.below(kLongestSentence - kShortestSentence + 1);
    sentence_begins_ = true;
  }
  const std::string_view word = vocabulary_.word(zipf_.draw(random_));
  Token token{};
  char* at = std::copy(word.begin(), word.end(), token.bytes);
  if (sentence_begins_) token.bytes[0] = static_cast<char>(token.bytes[0] - 'a' + 'A');
  sentence_begins_ = false;
  if (--words_left_ == 0)
    *at++ = '.';
  else if (random_.below(kWordsPerComma) == 0)
    *at++ = ',';
  token.length = static_cast<std::size_t>(at - token.bytes) + 1;
  column_ += token.length;
  const bool line_ends = column_ >= kLineLength;
  *at = line_ends ? '\n' : ' ';
  if (line_ends) column_ = 0;
  return token;
}

}  // namespace weir::stages
