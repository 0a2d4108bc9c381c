#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "words/word_table.hpp"

namespace weir::stages {

/// Words and how often each came, in tables that are filled in parallel: a word belongs to one of them by its hash. Words are laid aside,
/// by table, until there are enough of them; then all tables take theirs at once, each on one thread, with the threads of the caller's task
/// arena. One thread at a time may call.
class PartitionedWords {
 public:
  /// `count` is at least 1. Throws `Error` or `std::bad_alloc` when there is no memory for a new word.
  void add(std::string_view word, std::uint64_t count);
  /// The `limit` most common words, or all when they are fewer: the highest count first, of equal counts the word whose bytes are smaller.
  /// Their text lives as long as this object, and until the next `add`.
  std::vector<WordTable::Entry> top(std::uint64_t limit);
  /// Distinct words, without those laid aside.
  [[nodiscard]] std::size_t size() const noexcept;

 private:
  static constexpr std::size_t kParts = 64;

  struct Part {
    WordTable words;
    std::vector<WordTable::Entry> aside;
  };

  void take_aside();

  std::array<Part, kParts> parts_;
  std::size_t aside_ = 0;  // words laid aside, in all parts
};

}  // namespace weir::stages
