#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

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
/// The words stand one after another in the order in which they first came, so the common ones of a text, which come early, share few cache
/// lines. An entry is 32 bytes and holds a short word itself; only words above 16 bytes are kept apart, with their hash. An index, at most
/// half full, open addressing with linear probing, finds them: four bytes a place, by the top bits of the hash. So 40 to 48 bytes a
/// distinct short word; when the table grows, only the index is made anew. Words come out in the order in which they came in, not in that
/// of their hashes, which would fill another table unevenly (and its probes would become long).
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

  WordTable();
  WordTable(const WordTable&) = delete;
  WordTable& operator=(const WordTable&) = delete;

  /// `count` is at least 1. Throws `Error` when there is no memory for a new word, also for more than 2^32 - 2 distinct ones.
  void add(std::string_view word, std::uint64_t count = 1);
  void add(const ShortWord& word, std::uint64_t count = 1) { add_hashed(word, hash(word), count); }
  /// Counts each word once. The waits for memory, which for each word is somewhere else, overlap.
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
  using Index = std::uint32_t;  // of an entry; 0: the place is free

  static std::uint64_t hash(const Entry& entry) noexcept;
  template <class Word>
  void add_all(std::span<const Word> words);
  [[nodiscard]] std::size_t places() const noexcept { return mask_ + 1; }
  void add_hashed(const ShortWord& word, std::uint64_t hash, std::uint64_t count);
  void insert(std::size_t place, const Entry& entry);
  void make_index(std::size_t places);
  void make_room();
  const char* keep(std::string_view word);
  void add_piece(std::size_t size);
  [[noreturn]] void no_room(std::size_t bytes) const;

  unsigned shift_ = 0;
  std::size_t mask_ = 0;
  std::unique_ptr<Index[], Free> index_;
  std::unique_ptr<Entry[], Free> entries_;  // the first is no word's
  std::size_t size_ = 0;
  std::size_t room_for_entries_ = 0;
  std::vector<std::unique_ptr<char[]>> long_words_;  // pieces of memory that never move
  std::size_t room_ = 0;                             // bytes left at the end of the last piece
  char* next_ = nullptr;                             // where that room begins
};

}  // namespace weir::stages
