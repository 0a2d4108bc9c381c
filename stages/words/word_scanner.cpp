#include "words/word_scanner.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>

#include "diagnostics/utf8.hpp"
#include "words/byte_lanes.hpp"
#include "words/character.hpp"
#include "words/character_table.hpp"

namespace weir::stages {

using diagnostics::decode_utf8;
using diagnostics::Decoded;

namespace {

constexpr unsigned kBlockSize = 64;
static_assert(TextSlice::kPadding >= kBlockSize + ShortWord::kMaxLength, "a block and a word may begin at the last byte");

// The first `length` bytes (1 to 16) at `bytes`.
ShortWord load_short(const char* bytes, unsigned length) noexcept {
  const unsigned low = length < 8 ? length : 8;
  return {lanes::first(lanes::load(bytes), low), lanes::first(lanes::load(bytes + 8), length - low), length};
}

bool is_ascii_white_space(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && is_white_space(byte);  // above, a byte is not a character
}

}  // namespace

/// Bit i of each mask is for byte i.
struct WordScanner::Block {
  std::uint64_t white = 0;
  std::uint64_t letters = 0;
  std::uint64_t not_ascii = 0;

  explicit Block(const char* at) noexcept {
    for (unsigned i = 0; i < kBlockSize; i += 8) {
      const lanes::Bytes bytes = lanes::load(at + i);
      white |= lanes::movemask(lanes::white_space(bytes)) << i;
      letters |= lanes::movemask(lanes::letters(bytes)) << i;
      not_ascii |= lanes::movemask(bytes & lanes::all(0x80)) << i;
    }
  }
};

WordScanner::WordScanner(Normalize normalize, Scan scan, MemoryBudget* budget) : normalize_(normalize), words_(budget) {
  if (scan == Scan::fastest && Avx512Normalizer::is_supported()) normalizer_.emplace(normalize);
}

void WordScanner::count(const TextSlice& slice) {
  const auto text = slice.text();
  if (text.empty()) return;
  const char* const end = text.data() + text.size();
  if (normalizer_) {
    scan_normalized(text.data(), end);
    return flush_pending();
  }
  switch (normalize_) {
    case Normalize::letters:
      scan<Normalize::letters>(text.data(), end);
      break;
    case Normalize::lower:
      scan<Normalize::lower>(text.data(), end);
      break;
    case Normalize::none:
      scan<Normalize::none>(text.data(), end);
      break;
  }
  flush_pending();
}

void WordScanner::scan_normalized(const char* begin, const char* end) {
  for (const char* at = begin; at <= end;) {  // white space follows: a last block, at the end or over it, ends the last word
    const auto stop = normalizer_->append(normalized_, begin, at, end);
    at = stop.at;
    if (normalized_.full() || at > end) add_normalized();
    if (stop.other || normalized_.full()) {  // still full: of one word
      normalized_.drop_open_word();
      at = add_word_at(begin, at);
    }
  }
}

// Counts the words in `normalized_`, and moves the beginning of the one that goes on to its front.
void WordScanner::add_normalized() {
  flush_pending();  // their room is needed
  for (std::size_t next = 0; next < normalized_.end_count;) {
    const std::size_t count = Avx512Normalizer::short_words(normalized_, next, pending_);
    words_.add(std::span(pending_, count));
    if (next == normalized_.end_count || count == kMostPending) continue;
    const std::size_t begin = next == 0 ? 0 : normalized_.ends[next - 1] + std::size_t{1};
    words_.add(std::string_view(normalized_.bytes + begin, normalized_.ends[next] - begin));
    ++next;
  }
  const std::size_t open = normalized_.open_word();
  std::copy(normalized_.bytes + open, normalized_.bytes + normalized_.size, normalized_.bytes);
  normalized_.size -= open;
  normalized_.end_count = 0;
}

// Counts, character by character, the word around `at`, or the words that only white space above ASCII separates; returns the end.
const char* WordScanner::add_word_at(const char* begin, const char* at) {
  const char* end = at;
  while (!is_ascii_white_space(*end)) ++end;
  while (at > begin && !is_ascii_white_space(at[-1])) --at;
  switch (normalize_) {
    case Normalize::letters:
      add_any<Normalize::letters>(at, end);
      break;
    case Normalize::lower:
      add_any<Normalize::lower>(at, end);
      break;
    case Normalize::none:
      add_any<Normalize::none>(at, end);
      break;
  }
  return end;
}

template <Normalize kNormalize>
void WordScanner::scan(const char* at, const char* end) {
  while (at < end) at = scan_block<kNormalize>(at);
}

// Counts the words that begin and end in the 64 bytes at `at`, or the one word that is longer; returns where to go on. White space follows
// the text, so the last word ends too.
template <Normalize kNormalize>
const char* WordScanner::scan_block(const char* at) {
  const Block block(at);
  if (block.white == 0) {
    const char* word_end = at + kBlockSize;
    while (!is_ascii_white_space(*word_end)) ++word_end;
    add_any<kNormalize>(at, word_end);
    return word_end;
  }
  unsigned begin = 0;
  for (std::uint64_t white = block.white; white != 0; white &= white - 1) {
    const auto stop = static_cast<unsigned>(std::countr_zero(white));
    const unsigned length = stop - begin;
    if (length != 0) {
      if (((block.not_ascii >> begin) & lanes::low_bits(length)) != 0)
        add_any<kNormalize>(at + begin, at + stop);
      else
        add_ascii<kNormalize>(at + begin, (block.letters >> begin) & lanes::low_bits(length), length);
    }
    begin = stop + 1;
  }
  return at + begin;
}

// A word of ASCII bytes, 1 to 63 of them. Bit i of `letters` tells whether byte i is one.
template <Normalize kNormalize>
void WordScanner::add_ascii(const char* word, std::uint64_t letters, unsigned length) {
  if constexpr (kNormalize == Normalize::letters) {
    const auto leading = static_cast<unsigned>(std::countr_one(letters));
    const bool only_leading = (letters >> leading) == 0;  // such as "earth" or "earth."
    if (only_leading && leading - 1 < ShortWord::kMaxLength) {
      ShortWord key = load_short(word, leading);
      const auto upper = [leading](unsigned first_byte) {
        return lanes::first(lanes::all(0x20), leading <= first_byte ? 0 : leading - first_byte > 8 ? 8 : leading - first_byte);
      };
      key.low |= upper(0);
      key.high |= upper(8);
      return add_short(key);
    }
    return add_letters(word, letters);
  } else if (length <= ShortWord::kMaxLength) {
    ShortWord key = load_short(word, length);
    if constexpr (kNormalize == Normalize::lower) {
      key.low = lanes::to_lower(key.low);
      key.high = lanes::to_lower(key.high);
    }
    return add_short(key);
  }
  add_any<kNormalize>(word, word + length);
}

// The letters of a word of ASCII bytes.
void WordScanner::add_letters(const char* word, std::uint64_t letters) {
  char bytes[kBlockSize];
  std::size_t length = 0;
  for (; letters != 0; letters &= letters - 1) bytes[length++] = static_cast<char>(word[std::countr_zero(letters)] | 0x20);
  add_text({bytes, length});
}

// Bytes without ASCII white space. White space that is not ASCII may still cut them into words.
template <Normalize kNormalize>
void WordScanner::add_any(const char* at, const char* end) {
  const CharacterTable& characters = CharacterTable::get();
  while (at < end) {
    const Decoded c = decode_utf8(at, end);
    invalid_sequences_ += c.valid ? 0 : 1;
    if (is_white_space(c.code_point)) {
      add_text(text_);
      text_.clear();
    } else if constexpr (kNormalize == Normalize::none) {
      text_.append(at, c.length);
    } else if (kNormalize == Normalize::lower || characters.is_letter(c.code_point)) {
      characters.append_lower(text_, c.code_point);
    }
    at += c.length;
  }
  add_text(text_);
  text_.clear();
}

void WordScanner::add_text(std::string_view word) {
  if (word.empty()) return;
  if (word.size() <= ShortWord::kMaxLength)
    add_short(ShortWord::from(word));
  else
    words_.add(word);
}

void WordScanner::add_short(const ShortWord& word) {
  pending_[pending_count_++] = word;
  if (pending_count_ == kMostPending) flush_pending();
}

void WordScanner::flush_pending() {
  words_.add(std::span(pending_, pending_count_));
  pending_count_ = 0;
}

}  // namespace weir::stages
