#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "system/memory_budget.hpp"

namespace weir::stages {

/// A word of at most 16 bytes in two integers, its first byte the lowest, the rest zero.
struct ShortWord {
  static constexpr std::size_t kMaxLength = 16;

  std::uint64_t low = 0;
  std::uint64_t high = 0;
  std::uint64_t length = 0;  ///< 0 to 16

  /// `word` has at most 16 bytes.
  static ShortWord from(std::string_view word) noexcept;
};

/// Words and how often each came. One thread at a time.
///
/// Entries are in the order in which their words first came, so the common words of a text, which come early, share few cache lines. An
/// entry is 32 bytes and holds a short word itself; the bytes of words above 16 are in an arena. They are found through a hash index with
/// open addressing and linear probing, at most half full, of four bytes a slot: a distinct short word takes 40 to 48 bytes, and growing
/// rebuilds the index alone. Iteration is in the order of entries, not of hashes: that would fill another table unevenly, with long probe
/// sequences.
class WordTable {
 public:
  /// A word and how often it came.
  struct Entry {
    std::uint64_t low;   // of a short word; of a longer one, where its bytes are
    std::uint64_t high;  // of a short word; of a longer one, its hash
    std::uint64_t length;
    std::uint64_t count;
  };
  /// The word of an entry; a short one is put in `bytes`, which hold 16.
  static std::string_view word_of(const Entry& entry, char* bytes) noexcept;
  /// The higher count, or of equal counts the word whose bytes are smaller, bytes being unsigned.
  static bool comes_first(const Entry& a, const Entry& b) noexcept;

  /// Its memory is taken from `budget`, which outlives it; null: without limit.
  explicit WordTable(MemoryBudget* budget = nullptr);
  WordTable(const WordTable&) = delete;
  WordTable& operator=(const WordTable&) = delete;

  /// `count` is at least 1. Throws `MemoryError` when there is no memory for a new word, also for more than 2^32 - 2 distinct ones.
  void add(std::string_view word, std::uint64_t count = 1);
  void add(const ShortWord& word, std::uint64_t count = 1) { add_hashed(word, hash(word), count); }
  /// Counts each word once. Their cache misses overlap.
  void add(std::span<const ShortWord> words);
  /// The same for short words that have counts.
  void add(std::span<const Entry> words);

  /// The same in every table; of a word of at most 16 bytes.
  static std::uint64_t hash(const ShortWord& word) noexcept;
  /// Of a word above 16 bytes.
  static std::uint64_t hash(std::string_view word) noexcept;

  /// Distinct words.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// All, in the order in which they first came; until the next `add`.
  [[nodiscard]] std::span<const Entry> entries() const noexcept { return {&entries_[1], size_}; }
  /// Calls `visit(std::string_view word, std::uint64_t count)` for each word, in the order in which they first came.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const Entry& entry : entries()) {
      char bytes[ShortWord::kMaxLength];
      visit(word_of(entry, bytes), entry.count);
    }
  }

 private:
  struct Free {
    void operator()(void* memory) const noexcept { std::free(memory); }
  };
  using Index = std::uint32_t;  // of an entry; 0: the slot is free

  static std::uint64_t hash(const Entry& entry) noexcept;
  template <class Word>
  void add_all(std::span<const Word> words);
  [[nodiscard]] std::size_t slots() const noexcept { return mask_ + 1; }
  void add_hashed(const ShortWord& word, std::uint64_t hash, std::uint64_t count);
  void insert(std::size_t slot, const Entry& entry);
  void rehash(std::size_t slots);
  void grow();
  const char* copy_to_arena(std::string_view word);
  void add_arena_block(std::size_t size);
  void take(std::size_t bytes) const;
  void give_back(std::size_t bytes) const noexcept;
  [[noreturn]] void no_room(std::size_t bytes) const;

  MemoryBudget* budget_;
  unsigned shift_ = 0;
  std::size_t mask_ = 0;
  std::unique_ptr<Index[], Free> index_;
  std::unique_ptr<Entry[], Free> entries_;  // the first is not used
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;                    // of entries_
  std::vector<std::unique_ptr<char[]>> arena_;  // of long words; its blocks never move
  std::size_t arena_room_ = 0;                  // bytes left in the last block
  char* arena_next_ = nullptr;                  // where they begin
};

}  // namespace weir::stages
