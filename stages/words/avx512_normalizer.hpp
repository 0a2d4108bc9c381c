#pragma once

#include <cstddef>
#include <span>

#include <weir/stages/normalize.hpp>

#include "words/letter_pairs.hpp"
#include "words/normalized_text.hpp"
#include "words/word_table.hpp"

namespace weir::stages {

/// Normalizes 64 bytes of text at a time, with AVX-512 VBMI2. Only for processors that have it. One thread at a time.
///
/// White space and letters are two bit masks of a block; the bytes that stay are pressed together, and so is the mask of white space, whose
/// bits then say where words end: no step depends on what a word looks like, so nothing is mispredicted. Characters of two bytes are looked
/// up, for each first byte in the block (few, in any one language), in tables of 64.
class Avx512Normalizer {
 public:
  /// Whether this processor, and the program as it was built, can.
  static bool is_supported() noexcept;

  /// Precondition: `is_supported()`.
  explicit Avx512Normalizer(Normalize normalize) : normalize_(normalize), pairs_(letter_pairs(normalize)) {}

  struct Stop {
    const char* at;  ///< where the text goes on
    bool other;      ///< the character there is for another way: its word is to be dropped and made anew
  };
  /// Appends text to `out` until that is full, or the text beyond its end, or comes to a character of more than two bytes, white space
  /// above ASCII or bytes that are no UTF-8. `begin` is where the text began, `at` where it goes on; `TextSlice::kPadding` bytes of white
  /// space follow `end`, and one of them ends the last word.
  Stop append(NormalizedText& out, const char* begin, const char* at, const char* end) const noexcept;

  /// The words of at most 16 bytes between the `ends` of `text`, as short words; gives how many. Ends between which is no word are skipped,
  /// and at the first longer word it stops. `next` is the end to look at first, and becomes the one after the last looked at.
  static std::size_t short_words(const NormalizedText& text, std::size_t& next, std::span<ShortWord> words) noexcept;

 private:
  [[maybe_unused]] Normalize normalize_;
  [[maybe_unused]] const LetterPairTable& pairs_;
};

}  // namespace weir::stages
