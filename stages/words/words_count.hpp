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

/// `words.count`: counts the words of slices. Each replica counts in a table of its own and pushes it when it
/// finishes; so a word comes once from each replica that saw it, and `words.top` adds these up.
class WordsCount final : public Transform<TextSlice, WordCount> {
 public:
  struct Params {
    Normalize normalize = Normalize::letters;
    std::optional<Size> memory = {};
  };
  static void describe(Description<Params>& d);

  explicit WordsCount(const Params& params) : budget_(params.memory), scanner_(params.normalize, Scan::fastest, &budget_) {}
  void process(std::span<TextSlice> slices, Output<WordCount>& out) override;
  void finish(Output<WordCount>& out) override;
  void counters(Counters& counters) const override;

 private:
  void count(const TextSlice& slice);

  MemoryBudget budget_;
  WordScanner scanner_;
  MemoryReserve reserve_;
};

}  // namespace weir::stages
