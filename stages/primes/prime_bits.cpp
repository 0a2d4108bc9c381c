#include "primes/prime_bits.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

#include "primes/wheel.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace weir::stages {

namespace {

// How many words are expanded to numbers at a time: the numbers stay in the L1 cache until they are copied.
constexpr std::size_t kWordsAtOnce = 64;
// How many numbers the kernels may write beyond the last.
constexpr std::size_t kExcess = 16;
using Numbers = std::array<std::uint64_t, 64 * kWordsAtOnce + kExcess>;

// What the bits of a word stand for.
constexpr auto kOffsets = [] {
  std::array<std::uint8_t, 64> offsets{};
  for (unsigned bit = 0; bit < 64; ++bit) offsets[bit] = static_cast<std::uint8_t>(30 * (bit / 8) + kResidues[bit % 8]);
  return offsets;
}();

// Not std::popcount, which is a call for each word on Debian's amd64 (its processors need not have the instruction): this is the addition
// of neighbours (H. S. Warren, "Hacker's Delight", chapter 5).
std::uint64_t count_portable(std::span<const std::uint8_t> bytes) {
  constexpr std::uint64_t kPairs = 0x5555555555555555;
  constexpr std::uint64_t kFours = 0x3333333333333333;
  constexpr std::uint64_t kEights = 0x0F0F0F0F0F0F0F0F;
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = load_word(bytes.data() + i);
    word -= word >> 1U & kPairs;
    word = (word & kFours) + (word >> 2U & kFours);
    word = (word + (word >> 4U)) & kEights;
    total += word * 0x0101010101010101 >> 56U;
  }
  return total;
}

// Writes the primes of a word from `out` on and returns their end.
std::uint64_t* expand_portable(std::uint64_t word, std::uint64_t first, std::uint64_t* out) {
  for (; word != 0; word &= word - 1) *out++ = first + kOffsets[static_cast<unsigned>(std::countr_zero(word))];
  return out;
}

std::size_t list_portable(PrimeBits bits, Numbers& numbers) {
  std::uint64_t* out = numbers.data();
  for (std::size_t i = 0; i < bits.bytes.size(); i += 8) out = expand_portable(load_word(bits.bytes.data() + i), bits.first + 30 * i, out);
  return static_cast<std::size_t>(out - numbers.data());
}

#if defined(__x86_64__)

[[gnu::target("popcnt")]] std::uint64_t count_popcnt(std::span<const std::uint8_t> bytes) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < bytes.size(); i += 8) total += static_cast<std::uint64_t>(__builtin_popcountll(load_word(bytes.data() + i)));
  return total;
}

[[gnu::target("avx512f,avx512bw,avx512vpopcntdq")]] std::uint64_t count_avx512(std::span<const std::uint8_t> bytes) {
  __m512i totals = _mm512_setzero_si512();
  std::size_t i = 0;
  for (; i + 64 <= bytes.size(); i += 64) totals = _mm512_add_epi64(totals, _mm512_popcnt_epi64(_mm512_loadu_si512(bytes.data() + i)));
  const __mmask64 rest = (std::uint64_t{1} << (bytes.size() - i)) - 1;
  totals = _mm512_add_epi64(totals, _mm512_popcnt_epi64(_mm512_maskz_loadu_epi8(rest, bytes.data() + i)));
  std::array<std::uint64_t, 8> sums{};
  _mm512_storeu_si512(sums.data(), totals);
  return std::accumulate(sums.begin(), sums.end(), std::uint64_t{0});
}

// A word's offsets are compressed, then widened and added to the word's first number, eight at a time. Few words have more than
// sixteen primes. The idea is from G. Langdale, "Bits to indexes in BMI2 and AVX-512" (https://branchfree.org, 2018).
[[gnu::target("avx512f,avx512bw,avx512vbmi2,popcnt")]] std::size_t list_avx512(PrimeBits bits, Numbers& numbers) {
  const __m512i offsets = _mm512_loadu_si512(kOffsets.data());
  std::uint64_t* out = numbers.data();
  for (std::size_t i = 0; i < bits.bytes.size(); i += 8) {
    const std::uint64_t word = load_word(bits.bytes.data() + i);
    const auto count = static_cast<std::size_t>(__builtin_popcountll(word));
    const std::uint64_t number = bits.first + 30 * i;
    const __m512i first = _mm512_set1_epi64(static_cast<long long>(number));
    alignas(64) std::array<std::uint8_t, 64> packed;  // NOLINT(cppcoreguidelines-pro-type-member-init): written whole when it is read
    const __m512i together = _mm512_maskz_compress_epi8(word, offsets);
    const __m128i low = _mm512_castsi512_si128(together);
    _mm512_storeu_si512(out, _mm512_add_epi64(first, _mm512_cvtepu8_epi64(low)));
    _mm512_storeu_si512(out + 8, _mm512_add_epi64(first, _mm512_cvtepu8_epi64(_mm_srli_si128(low, 8))));
    if (count > 16) {
      _mm512_store_si512(packed.data(), together);
      for (std::size_t done = 16; done < count; done += 8) {
        const __m128i eight = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(packed.data() + done));
        _mm512_storeu_si512(out + done, _mm512_add_epi64(first, _mm512_cvtepu8_epi64(eight)));
      }
    }
    out += count;
  }
  return static_cast<std::size_t>(out - numbers.data());
}

#endif

using List = std::size_t (*)(PrimeBits, Numbers&);

List list_with([[maybe_unused]] Instructions instructions) {
#if defined(__x86_64__)
  if (instructions == Instructions::avx512) return list_avx512;
#endif
  return list_portable;
}

}  // namespace

std::uint64_t count_primes(PrimeBits bits, [[maybe_unused]] Instructions instructions) {
#if defined(__x86_64__)
  if (instructions == Instructions::avx512) return count_avx512(bits.bytes);
  if (instructions == Instructions::avx2) return count_popcnt(bits.bytes);
#endif
  return count_portable(bits.bytes);
}

void append_primes(PrimeBits bits, std::vector<std::uint64_t>& primes, Instructions instructions) {
  const List list = list_with(instructions);
  Numbers numbers;  // NOLINT(cppcoreguidelines-pro-type-member-init): written before it is read
  for (std::size_t done = 0; done < bits.bytes.size(); done += 8 * kWordsAtOnce) {
    const auto some = bits.bytes.subspan(done, std::min(8 * kWordsAtOnce, bits.bytes.size() - done));
    const auto size = static_cast<std::ptrdiff_t>(list({some, bits.first + 30 * done}, numbers));
    primes.insert(primes.end(), numbers.begin(), numbers.begin() + size);
  }
}

}  // namespace weir::stages
