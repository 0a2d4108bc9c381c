#pragma once

#include <cstdint>

#include "words/byte_lanes.hpp"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::stages {

/// Which of 64 bytes are `a` or `b`, as the bits of a word, the first byte the lowest (Langdale and Lemire, "Parsing Gigabytes of JSON per
/// Second", VLDB Journal 2019).
inline std::uint64_t matches(const char* bytes, char a, char b) noexcept {
  std::uint64_t found = 0;
#ifdef __SSE2__  // which every x86-64 has
  const __m128i all_a = _mm_set1_epi8(a);
  const __m128i all_b = _mm_set1_epi8(b);
  for (unsigned i = 0; i < 64; i += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + i));
    const __m128i same = _mm_or_si128(_mm_cmpeq_epi8(block, all_a), _mm_cmpeq_epi8(block, all_b));
    found |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(same))) << i;
  }
#else
  const lanes::Bytes all_a = lanes::all(static_cast<unsigned char>(a));
  const lanes::Bytes all_b = lanes::all(static_cast<unsigned char>(b));
  for (unsigned i = 0; i < 64; i += sizeof(lanes::Bytes)) {
    const lanes::Bytes block = lanes::load(bytes + i);
    found |= lanes::movemask(lanes::zeros(block ^ all_a) | lanes::zeros(block ^ all_b)) << i;
  }
#endif
  return found;
}

}  // namespace weir::stages
