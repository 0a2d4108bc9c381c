#pragma once

#include <algorithm>
#include <cstddef>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace weir::expressions {

/// out[i] = op(a[i], b), for `std::less<>` and the like. Comparing floats with a constant is what filters do most, and GCC 12 does not
/// vectorise a loop from 64 bits to 8.
template <class Op>
void compare_floats(const double* a, double b, bool* out, std::size_t rows, Op op) noexcept {
  std::size_t i = 0;
#ifdef __SSE2__
  const __m128d right = _mm_set1_pd(b);
  // Two rows: all bits of the half of each where it holds.
  const auto two = [&](std::size_t at) { return reinterpret_cast<__m128i>(op(_mm_loadu_pd(a + i + at), right)); };
  const auto four = [&](std::size_t at) { return _mm_packs_epi32(two(at), two(at + 2)); };
  const auto eight = [&](std::size_t at) { return _mm_packs_epi32(four(at), four(at + 4)); };
  // Processors fetch ahead within a page of 4 KiB alone, and this loop is faster than memory.
  const auto fetch = [&](std::size_t row) {
    constexpr std::size_t kAhead = 768;
    __builtin_prefetch(a + std::min(i + row + kAhead, rows));
  };
  for (; i + 16 <= rows; i += 16) {
    fetch(0);
    fetch(8);
    const __m128i sixteen = _mm_packs_epi16(eight(0), eight(8));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), _mm_and_si128(sixteen, _mm_set1_epi8(1)));
  }
#endif
  for (; i < rows; ++i) out[i] = op(a[i], b);
}

}  // namespace weir::expressions
