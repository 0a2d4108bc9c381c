#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <weir/stages/text_slice.hpp>

#include <weir/stages/normalize.hpp>
#include "words/avx512_normalizer.hpp"
#include "words/normalized_text.hpp"
#include "words/word_table.hpp"

namespace weir::stages {

/// How words are found; the result is the same.
enum class Scan {
  portable,  ///< with integers of 64 bits
  fastest,   ///< with all that this processor supports
};

/// Cuts slices into words, normalizes each and counts it in a table of its own. One thread at a time.
///
/// With AVX-512, `Avx512Normalizer` makes the text into words. The portable way turns 64 bytes at a time into three bit masks: white space,
/// letters, not ASCII. It finds words by counting zero bits, and adds a word of at most 16 ASCII bytes without a loop or a branch over its
/// bytes. All others are decoded character by character. Words are pending in a small array until it is full, so that the cache misses of
/// their lookups overlap.
class WordScanner {  // NOLINT(clang-analyzer-optin.performance.Padding): its members stand by what is hot together
 public:
  /// Of the memory of the words: as `WordTable`.
  explicit WordScanner(Normalize normalize, Scan scan = Scan::fastest, MemoryBudget* budget = nullptr);

  void count(const TextSlice& slice);
  [[nodiscard]] const WordTable& words() const noexcept { return words_; }
  /// Sequences of bytes that were not UTF-8, each counted as Python replaces it.
  [[nodiscard]] std::uint64_t invalid_sequences() const noexcept { return invalid_sequences_; }

 private:
  static constexpr std::size_t kMostPending = 64;

  struct Block;
  void scan_normalized(const char* begin, const char* end);
  void add_normalized();
  const char* add_word_at(const char* begin, const char* at);
  template <Normalize kNormalize>
  void scan(const char* at, const char* end);
  template <Normalize kNormalize>
  const char* scan_block(const char* at);
  template <Normalize kNormalize>
  void add_ascii(const char* word, std::uint64_t letters, unsigned length);
  template <Normalize kNormalize>
  void add_any(const char* at, const char* end);
  void add_letters(const char* word, std::uint64_t letters);
  void add_text(std::string_view word);
  void add_short(const ShortWord& word);
  void flush_pending();

  Normalize normalize_;
  std::optional<Avx512Normalizer> normalizer_;  // when it is to be used
  NormalizedText normalized_;
  WordTable words_;
  std::size_t pending_count_ = 0;
  ShortWord pending_[kMostPending];
  std::string text_;  // the word being made on the slower way
  std::uint64_t invalid_sequences_ = 0;
};

}  // namespace weir::stages
