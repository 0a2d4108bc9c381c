#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "words/word_table.hpp"

namespace weir::stages {

/// Words and how often each came, in tables that are filled in parallel: a word's hash decides its partition. Short words are pending, by
/// partition, until there are `kMostPending` of them; then all partitions add theirs to their tables at once, each on one thread, in the
/// caller's task arena. One thread at a time.
class PartitionedWords {
 public:
  /// What it holds is taken from `budget`, which outlives it. Throws `MemoryError` when that is too little for no words at all.
  explicit PartitionedWords(MemoryBudget& budget);

  static constexpr std::size_t kMostPending = std::size_t{64} * 1024;  ///< 2 MiB, and some 1000 words a partition

  /// `count` is at least 1. Throws `MemoryError` or `std::bad_alloc` when there is no memory for a new word.
  void add(std::string_view word, std::uint64_t count);
  /// The `limit` most common words, or all when they are fewer: the highest count first, of equal counts the word whose bytes are smaller.
  /// Their text lives as long as this object, and until the next `add`. Throws `MemoryError`.
  std::vector<WordTable::Entry> top(std::uint64_t limit);
  /// Distinct words, without those that are pending.
  [[nodiscard]] std::size_t size() const noexcept;
  /// How many pending words there is memory for.
  [[nodiscard]] std::size_t room_for_pending() const noexcept;

 private:
  static constexpr std::size_t kPartitions = 64;

  struct Partition {
    explicit Partition(MemoryBudget& budget) : words(&budget) {}
    WordTable words;
    std::vector<WordTable::Entry> pending;
  };

  void flush_pending();

  MemoryBudget& budget_;
  std::deque<Partition> partitions_;  // which do not move
  std::size_t pending_ = 0;           // words, in all partitions
};

}  // namespace weir::stages
