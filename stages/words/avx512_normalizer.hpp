#pragma once

#include <cstddef>
#include <span>

#include <weir/stages/normalize.hpp>

#include "words/lead_byte_tables.hpp"
#include "words/normalized_text.hpp"
#include "words/word_table.hpp"

namespace weir::stages {

/// Normalizes 64 bytes of text at a time, with AVX-512 VBMI2. Only for processors that have it. One thread at a time.
///
/// White space and letters are two bit masks of a block; the bytes that stay are compressed, and so is the mask of white space, whose bits
/// then say where words end: no branch depends on what a word looks like, so nothing is mispredicted. Characters of two bytes are looked
/// up, for each lead byte in the block (few, in any one language), in tables of 64.
class Avx512Normalizer {
 public:
  /// Whether this processor and this build support it.
  static bool is_supported() noexcept;

  /// Requires: `is_supported()`.
  explicit Avx512Normalizer(Normalize normalize) : normalize_(normalize), tables_(lead_byte_tables(normalize)) {}

  struct Stop {
    const char* at;  ///< where the text goes on
    bool other;      ///< the character there must be decoded: its word is to be dropped and normalized again
  };
  /// Appends text to `out` until that is full, or the text beyond its end, or comes to a character of more than two bytes, white space
  /// above ASCII or bytes that are not UTF-8. `begin` is where the text began, `at` where it goes on; `TextSlice::kPadding` bytes of white
  /// space follow `end`, and one of them ends the last word.
  Stop append(NormalizedText& out, const char* begin, const char* at, const char* end) const noexcept;

  /// The words of at most 16 bytes between the `ends` of `text`, as short words; returns how many. Skips ends without a word between
  /// them, and stops at the first longer word. `next` is the end to look at first, and becomes the one after the last looked at.
  static std::size_t short_words(const NormalizedText& text, std::size_t& next, std::span<ShortWord> words) noexcept;

 private:
  [[maybe_unused]] Normalize normalize_;
  [[maybe_unused]] const LeadByteTables& tables_;
};

}  // namespace weir::stages
