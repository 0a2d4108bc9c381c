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

/// How words are found: all ways find the same.
enum class Scan {
  portable,  ///< with integers of 64 bits
  fastest,   ///< with what this processor has
};

/// Cuts slices into words, normalizes each and counts it in a table of its own. One thread at a time.
///
/// With AVX-512, `Avx512Normalizer` makes the text into words. The portable way: 64 bytes at a time become three bit masks: white space,
/// letters, not ASCII. Words are then found by counting zero bits, and a word of at most 16 ASCII bytes goes into the table with no loop
/// and no branch over its bytes. All others take a slower way, character by character. Words wait in a small array until it is full, so
/// that the lookups, whose memory is far apart, overlap.
class WordScanner {
 public:
  explicit WordScanner(Normalize normalize, Scan scan = Scan::fastest);

  void count(const TextSlice& slice);
  [[nodiscard]] const WordTable& words() const noexcept { return words_; }
  /// Sequences of bytes that were no UTF-8, each counted as Python replaces it.
  [[nodiscard]] std::uint64_t invalid_sequences() const noexcept { return invalid_sequences_; }

 private:
  static constexpr std::size_t kWaiting = 64;

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
  void look_up_waiting();

  Normalize normalize_;
  std::optional<Avx512Normalizer> normalizer_;  // when it is to be used
  NormalizedText normalized_;
  WordTable words_;
  std::size_t waiting_count_ = 0;
  ShortWord waiting_[kWaiting];
  std::string text_;  // the word being made on the slower way
  std::uint64_t invalid_sequences_ = 0;
};

}  // namespace weir::stages
