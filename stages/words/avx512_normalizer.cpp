#include "words/avx512_normalizer.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include <bit>
#include <cstdint>

namespace weir::stages {

namespace {

using Mask = std::uint64_t;  // bit i is for byte i of a block

/// A block being normalized: what its bytes become, which of them stay, and which are white space.
struct Block {
  __m512i bytes;
  Mask keep;
  Mask white;
  Mask other;  // must be decoded character by character
};

[[gnu::target("avx512f,avx512bw,avx512vbmi")]] inline Mask in_range(__m512i bytes, char low, unsigned count) {
  return _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(low)), _mm512_set1_epi8(static_cast<char>(count)));
}

[[gnu::target("avx512f,avx512bw,avx512vbmi")]] inline __m512i load(const void* from) {
  return _mm512_loadu_si512(from);
}

/// The block at `at` as if it were all ASCII.
template <Normalize kNormalize>
[[gnu::target("avx512f,avx512bw,avx512vbmi")]] inline Block ascii(__m512i raw) {
  const Mask white = in_range(raw, '\t', 5) | in_range(raw, '\x1C', 5);  // 0x1C to the space
  if constexpr (kNormalize == Normalize::none) return {raw, ~Mask{0}, white, 0};
  const __m512i folded = _mm512_or_si512(raw, _mm512_set1_epi8(0x20));
  const Mask letters = in_range(folded, 'a', 26);
  if constexpr (kNormalize == Normalize::letters) return {folded, letters | white, white, 0};
  return {_mm512_mask_mov_epi8(raw, letters, folded), ~Mask{0}, white, 0};
}

/// Replaces the bytes of two-byte characters, which it looks up by lead byte.
[[gnu::target("avx512f,avx512bw,avx512vbmi")]] inline void look_up_two_byte(Block& block, Mask not_ascii, const char* begin, const char* at,
                                                                            const LeadByteTables& tables) {
  constexpr auto kLeads = static_cast<unsigned>(LeadByteTable::kLastLead - LeadByteTable::kFirstLead + 1);
  constexpr auto kFirst = static_cast<char>(LeadByteTable::kFirstLead);
  const auto is_lead = [](char byte) { return static_cast<unsigned char>(byte - kFirst) < kLeads; };
  const __m512i raw = load(at);
  const __m512i before = _mm512_maskz_loadu_epi8(at == begin ? ~Mask{1} : ~Mask{0}, at - 1);
  const __m512i after = load(at + 1);
  const Mask leads = in_range(raw, kFirst, kLeads) & in_range(after, '\x80', 64);
  const Mask trails = in_range(raw, '\x80', 64) & in_range(before, kFirst, kLeads);
  const __m512i lead_of = _mm512_mask_mov_epi8(before, leads, raw);
  const __m512i trail_of = _mm512_mask_mov_epi8(raw, leads, after);
  block.keep &= ~not_ascii;
  __m512i found = _mm512_setzero_si512();
  for (Mask left = leads | trails; left != 0;) {
    const char* const next = at + std::countr_zero(left);
    const char lead = is_lead(*next) ? *next : *(next - 1);
    const LeadByteTable& table = tables[static_cast<unsigned char>(lead - kFirst)];
    const Mask same = _mm512_mask_cmpeq_epi8_mask(left, lead_of, _mm512_set1_epi8(lead));
    found = _mm512_mask_permutexvar_epi8(found, same & leads, trail_of, load(table.lead.data()));
    found = _mm512_mask_permutexvar_epi8(found, same & trails, trail_of, load(table.trail.data()));
    left &= ~same;
  }
  block.bytes = _mm512_mask_mov_epi8(block.bytes, not_ascii, found);
  block.keep |= _mm512_test_epi8_mask(found, found);
  block.other = (not_ascii & ~(leads | trails)) | _mm512_cmpeq_epi8_mask(found, _mm512_set1_epi8(LeadByteTable::kOther));
}

/// Appends the bytes of `keep`, and the ends of words among them.
[[gnu::target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi2,popcnt")]] inline void append_kept(NormalizedText& out, const Block& block,
                                                                                               Mask keep, __m512i places) {
  _mm512_storeu_si512(out.bytes + out.size, _mm512_maskz_compress_epi8(keep, block.bytes));
  const Mask ends = _pext_u64(block.white, keep);
  const __m512i found = _mm512_maskz_compress_epi8(ends, places);
  const __m512i size = _mm512_set1_epi16(static_cast<short>(out.size));
  std::uint16_t* const to = out.ends + out.end_count;
  const auto count = static_cast<unsigned>(std::popcount(ends));
  _mm512_storeu_si512(to, _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_castsi512_si256(found)), size));
  if (count > 32) _mm512_storeu_si512(to + 32, _mm512_add_epi16(_mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64(found, 1)), size));
  out.end_count += count;
  out.size += static_cast<unsigned>(std::popcount(keep));
}

alignas(64) constexpr auto kPlaces = [] {
  std::array<char, 64> places{};
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<char>(i);
  return places;
}();

template <Normalize kNormalize>
[[gnu::target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi2,popcnt")]] Avx512Normalizer::Stop append_blocks(NormalizedText& out,
                                                                                                            const char* begin,
                                                                                                            const char* at, const char* end,
                                                                                                            const LeadByteTables& tables) {
  const __m512i places = load(kPlaces.data());
  for (; at <= end && !out.full(); at += NormalizedText::kBlock) {
    const __m512i raw = load(at);
    Block block = ascii<kNormalize>(raw);
    if (const Mask not_ascii = _mm512_movepi8_mask(raw); not_ascii != 0) {
      look_up_two_byte(block, not_ascii, begin, at, tables);
      if (block.other != 0) {
        const auto stop = static_cast<unsigned>(std::countr_zero(block.other));
        append_kept(out, block, block.keep & ((Mask{1} << stop) - 1), places);
        return {at + stop, true};
      }
    }
    append_kept(out, block, block.keep, places);
  }
  return {at, false};
}

}  // namespace

bool Avx512Normalizer::is_supported() noexcept {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("popcnt");
}

Avx512Normalizer::Stop Avx512Normalizer::append(NormalizedText& out, const char* begin, const char* at, const char* end) const noexcept {
  switch (normalize_) {
    case Normalize::letters:
      return append_blocks<Normalize::letters>(out, begin, at, end, tables_);
    case Normalize::lower:
      return append_blocks<Normalize::lower>(out, begin, at, end, tables_);
    case Normalize::none:
      return append_blocks<Normalize::none>(out, begin, at, end, tables_);
  }
  return {at, true};  // not reached: the enum has no other value
}

[[gnu::target("avx512f,avx512bw,avx512vl,bmi2")]] std::size_t Avx512Normalizer::short_words(const NormalizedText& text, std::size_t& next,
                                                                                            std::span<ShortWord> words) noexcept {
  static_assert(sizeof(ShortWord) == 24 && offsetof(ShortWord, high) == 8);
  std::size_t count = 0;
  std::size_t begin = next == 0 ? 0 : text.ends[next - 1] + std::size_t{1};
  for (; next < text.end_count && count < words.size(); ++next) {
    const std::size_t end = text.ends[next];
    const auto length = static_cast<unsigned>(end - begin);
    if (length > ShortWord::kMaxLength) break;
    const auto bytes = static_cast<__mmask16>(_bzhi_u32(0xFFFF, length));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(&words[count].low), _mm_maskz_loadu_epi8(bytes, text.bytes + begin));
    words[count].length = length;
    count += length != 0 ? 1 : 0;
    begin = end + 1;
  }
  return count;
}

}  // namespace weir::stages

#else

namespace weir::stages {

bool Avx512Normalizer::is_supported() noexcept {
  return false;
}

Avx512Normalizer::Stop Avx512Normalizer::append(NormalizedText&, const char*, const char* at, const char*) const noexcept {
  return {at, true};
}

std::size_t Avx512Normalizer::short_words(const NormalizedText&, std::size_t&, std::span<ShortWord>) noexcept {
  return 0;
}

}  // namespace weir::stages

#endif
