#include "primes/presieve.hpp"

#include <array>

#include "primes/wheel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir::stages {

namespace {

// One period and one step more, so that a step never wraps.
template <unsigned... kPrimes>
constexpr auto make_pattern() {
  std::array<std::uint8_t, (kPrimes * ...) + kPresieveStep> bits{};
  for (auto& byte : bits) byte = 0xFF;
  for (const unsigned prime : {kPrimes...}) {
    for (unsigned n = prime; n / 30 < bits.size(); n += 2 * prime) {
      if (n % 3 != 0 && n % 5 != 0) bits[n / 30] &= static_cast<std::uint8_t>(~bit_of(n));
    }
  }
  return bits;
}

template <unsigned... kPrimes>
constexpr auto kPattern = make_pattern<kPrimes...>();

struct Pattern {
  const std::uint8_t* bits;
  std::size_t period;
};

template <unsigned... kPrimes>
constexpr Pattern pattern() {
  return {kPattern<kPrimes...>.data(), (std::size_t{kPrimes} * ...)};
}

// Large primes with small ones, so that the periods are alike.
constexpr std::array<Pattern, 16> kPatterns = {pattern<7, 23, 37>(), pattern<11, 19, 31>(), pattern<13, 17, 29>(), pattern<41, 163>(),
                                               pattern<43, 157>(),   pattern<47, 151>(),    pattern<53, 149>(),    pattern<59, 139>(),
                                               pattern<61, 137>(),   pattern<67, 131>(),    pattern<71, 127>(),    pattern<73, 113>(),
                                               pattern<79, 109>(),   pattern<83, 107>(),    pattern<89, 103>(),    pattern<97, 101>()};

// Where in each pattern a step is.
using Places = std::array<const std::uint8_t*, kPatterns.size()>;

// Eight patterns at a time fit in registers; the trip count is fixed so that compilers vectorise the loop.
template <bool kFirst>
[[gnu::always_inline]] inline void and_eight_patterns(std::uint8_t* __restrict out, const std::uint8_t* const* in) {
  const std::uint8_t *a = in[0], *b = in[1], *c = in[2], *d = in[3], *e = in[4], *f = in[5], *g = in[6], *h = in[7];
  for (std::size_t i = 0; i < kPresieveStep; ++i) {
    const auto bits = static_cast<std::uint8_t>(a[i] & b[i] & c[i] & d[i] & e[i] & f[i] & g[i] & h[i]);
    out[i] = kFirst ? bits : static_cast<std::uint8_t>(out[i] & bits);
  }
}

void and_patterns_portable(std::uint8_t* out, const Places& in) {
  and_eight_patterns<true>(out, in.data());
  and_eight_patterns<false>(out, in.data() + 8);
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void and_patterns_avx2(std::uint8_t* out, const Places& in) {
  and_eight_patterns<true>(out, in.data());
  and_eight_patterns<false>(out, in.data() + 8);
}

[[gnu::target("avx512f,avx512bw")]] void and_patterns_avx512(std::uint8_t* out, const Places& in) {
  for (std::size_t i = 0; i < kPresieveStep; i += 64) {
    __m512i bits = _mm512_loadu_si512(in[0] + i);
    for (std::size_t pattern = 1; pattern < in.size(); ++pattern) bits = _mm512_and_si512(bits, _mm512_loadu_si512(in[pattern] + i));
    _mm512_storeu_si512(out + i, bits);
  }
}

#endif

using AndPatterns = void (*)(std::uint8_t*, const Places&);

AndPatterns and_patterns_with([[maybe_unused]] Instructions instructions) {
#if defined(__x86_64__)
  if (instructions == Instructions::avx512) return and_patterns_avx512;
  if (instructions == Instructions::avx2) return and_patterns_avx2;
#endif
  return and_patterns_portable;
}

}  // namespace

void presieve(std::uint8_t* out, std::size_t size, std::uint64_t first, Instructions instructions) {
  const AndPatterns and_patterns = and_patterns_with(instructions);
  Places places{};
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = kPatterns[i].bits + first % kPatterns[i].period;
  for (std::size_t done = 0; done < size; done += kPresieveStep) {
    and_patterns(out + done, places);
    for (std::size_t i = 0; i < places.size(); ++i) {
      places[i] += kPresieveStep;
      if (places[i] >= kPatterns[i].bits + kPatterns[i].period) places[i] -= kPatterns[i].period;
    }
  }
}

}  // namespace weir::stages
