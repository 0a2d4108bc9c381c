#pragma once

#include <span>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/text_slice.hpp>
#include <weir/stages/word_count.hpp>

#include <weir/stages/normalize.hpp>
#include "system/no_memory.hpp"
#include "words/word_scanner.hpp"

namespace weir::stages {

/// What is done about a slice with bytes that are not UTF-8.
enum class InvalidUtf8 {
  replace,  ///< they count as U+FFFD, or as they are where nothing is normalized
  reject,   ///< the slice is rejected
};
inline Choices<InvalidUtf8> choices(InvalidUtf8) {
  return {{"replace", InvalidUtf8::replace}, {"reject", InvalidUtf8::reject}};
}

/// `words.count`: counts the words of slices. Each replica counts in a table of its own and pushes it when it
/// finishes; so a word comes once from each replica that saw it, and `words.top` adds these up.
class WordsCount final : public Transform<TextSlice, WordCount> {
 public:
  struct Params {
    Normalize normalize = Normalize::letters;
    std::optional<Size> memory = {};
    InvalidUtf8 invalid_utf8 = InvalidUtf8::replace;
  };
  static void describe(Description<Params>& d);

  explicit WordsCount(const Params& params)
      : rejects_invalid_(params.invalid_utf8 == InvalidUtf8::reject),
        budget_(params.memory),
        scanner_(params.normalize, Scan::fastest, &budget_) {}
  void process(std::span<TextSlice> slices, Output<WordCount>& out) override;
  void finish(Output<WordCount>& out) override;
  void counters(Counters& counters) const override;

 private:
  void count(const TextSlice& slice);

  bool rejects_invalid_;
  MemoryBudget budget_;
  WordScanner scanner_;
  MemoryReserve reserve_;
};

}  // namespace weir::stages
