#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/word_count.hpp>

#include "system/no_memory.hpp"
#include "words/partitioned_words.hpp"

namespace weir::stages {

/// `words.top`: adds up the counts of equal words and, at its end, pushes them: the highest count first, and of equal counts the word whose
/// bytes are smaller first. A count of 0 adds nothing. So its output does not depend on how the words were spread over replicas.
class WordsTop final : public Transform<WordCount, WordCount> {
 public:
  struct Params {
    std::optional<std::uint64_t> limit;
    std::optional<Size> memory = {};
  };
  static void describe(Description<Params>& d);

  explicit WordsTop(const Params& params) : limit_(params.limit), budget_(params.memory), words_(budget_) {}
  void process(std::span<WordCount> counts, Output<WordCount>& out) override;
  void finish(Output<WordCount>& out) override;

 private:
  std::optional<std::uint64_t> limit_;
  MemoryBudget budget_;
  PartitionedWords words_;
  MemoryReserve reserve_;
};

}  // namespace weir::stages
