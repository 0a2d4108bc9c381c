#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
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
/// Open addressing with linear probing. An entry is 32 bytes and holds a short word itself; only words above 16 bytes are kept apart, with
/// their hash. The place of an entry is given by the top bits of its hash, so when the table doubles, entries move in ascending order to
/// places near twice the old ones: growing runs through memory once, in order. At most three quarters are full: 43 to 85 bytes a distinct
/// short word, and half as much again while it grows.
class WordTable {
 public:
  WordTable();
  WordTable(const WordTable&) = delete;
  WordTable& operator=(const WordTable&) = delete;

  /// `count` is at least 1.
  void add(std::string_view word, std::uint64_t count = 1);
  void add(const ShortWord& word, std::uint64_t count = 1);
  /// Brings the place of a word near, for an `add` that follows soon.
  void prefetch(const ShortWord& word) const noexcept { __builtin_prefetch(&entries_[hash(word) >> shift_], 1); }

  /// Distinct words.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Calls `visit(std::string_view word, std::uint64_t count)` for each word, in no particular order.
  template <class Visit>
  void for_each(Visit visit) const {
    for (std::size_t i = 0; i < capacity(); ++i) {
      if (entries_[i].count == 0) continue;
      char bytes[ShortWord::kMaxLength];
      visit(word_of(entries_[i], bytes), entries_[i].count);
    }
  }

 private:
  struct Entry {
    std::uint64_t low;   // of a short word; of a longer one, where its bytes are
    std::uint64_t high;  // of a short word; of a longer one, its hash
    std::uint64_t length;
    std::uint64_t count;  // 0: the place is free
  };
  struct Free {
    void operator()(Entry* entries) const noexcept { std::free(entries); }
  };

  static std::unique_ptr<Entry[], Free> allocate(std::size_t capacity);
  static std::uint64_t hash(const ShortWord& word) noexcept;
  static std::uint64_t hash(std::string_view word) noexcept;
  static std::uint64_t hash(const Entry& entry) noexcept;
  static std::string_view word_of(const Entry& entry, char* bytes) noexcept;
  [[nodiscard]] std::size_t capacity() const noexcept { return mask_ + 1; }
  void insert(std::size_t place, const Entry& entry);
  void grow();
  const char* keep(std::string_view word);

  unsigned shift_;
  std::size_t mask_;
  std::unique_ptr<Entry[], Free> entries_;
  std::size_t size_ = 0;
  std::vector<std::unique_ptr<char[]>> long_words_;  // pieces of memory that never move
  std::size_t room_ = 0;                             // bytes left at the end of the last piece
  char* next_ = nullptr;                             // where that room begins
};

}  // namespace weir::stages
