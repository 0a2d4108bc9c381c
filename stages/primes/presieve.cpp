#include "primes/presieve.hpp"

#include <array>

#include "primes/wheel.hpp"

namespace weir::stages {

namespace {

constexpr std::array<std::uint8_t, 35> kPrimes = {7,  11, 13, 17, 19,  23,  29,  31,  37,  41,  43,  47,  53,  59,  61,  67,  71, 73,
                                                  79, 83, 89, 97, 101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163};

// Large with small, so that the periods are alike.
constexpr std::array<std::array<std::uint8_t, 3>, 16> kGroups = {{{7, 23, 37},
                                                                  {11, 19, 31},
                                                                  {13, 17, 29},
                                                                  {41, 163, 1},
                                                                  {43, 157, 1},
                                                                  {47, 151, 1},
                                                                  {53, 149, 1},
                                                                  {59, 139, 1},
                                                                  {61, 137, 1},
                                                                  {67, 131, 1},
                                                                  {71, 127, 1},
                                                                  {73, 113, 1},
                                                                  {79, 109, 1},
                                                                  {83, 107, 1},
                                                                  {89, 103, 1},
                                                                  {97, 101, 1}}};

void cross_off_from_zero(std::vector<std::uint8_t>& bits, std::uint64_t prime) {
  for (std::uint64_t n = prime; n / 30 < bits.size(); n += 2 * prime) {
    if (n % 3 != 0 && n % 5 != 0) bits[n / 30] &= static_cast<std::uint8_t>(~bit_of(n));
  }
}

std::vector<std::uint8_t> make_pattern(const std::array<std::uint8_t, 3>& group) {
  const std::size_t period = std::size_t{group[0]} * group[1] * group[2];
  std::vector<std::uint8_t> bits(period + Presieve::kStep, 0xFF);
  for (const std::uint8_t prime : group) {
    if (prime > 1) cross_off_from_zero(bits, prime);
  }
  return bits;
}

using Pieces = std::array<const std::uint8_t*, 8>;

// Eight at a time are what fits in registers; the trip count is fixed so that compilers make vectors of it.
template <bool kFirst>
void conjoin(std::uint8_t* __restrict out, const Pieces& in) {
  const std::uint8_t *a = in[0], *b = in[1], *c = in[2], *d = in[3], *e = in[4], *f = in[5], *g = in[6], *h = in[7];
  for (std::size_t i = 0; i < Presieve::kStep; ++i) {
    const auto bits = static_cast<std::uint8_t>(a[i] & b[i] & c[i] & d[i] & e[i] & f[i] & g[i] & h[i]);
    out[i] = kFirst ? bits : static_cast<std::uint8_t>(out[i] & bits);
  }
}

}  // namespace

Presieve::Presieve() {
  for (const auto& group : kGroups) patterns_.push_back(make_pattern(group));
}

std::span<const std::uint8_t> Presieve::primes() noexcept {
  return kPrimes;
}

void Presieve::fill(std::uint8_t* out, std::size_t size, std::uint64_t first) const {
  std::array<std::size_t, kGroups.size()> at{};
  for (std::size_t i = 0; i < at.size(); ++i) at[i] = first % (patterns_[i].size() - kStep);
  for (std::size_t done = 0; done < size; done += kStep) {
    Pieces pieces{};
    for (std::size_t half = 0; half < at.size(); half += pieces.size()) {
      for (std::size_t i = 0; i < pieces.size(); ++i) {
        std::size_t& where = at[half + i];
        const auto& pattern = patterns_[half + i];
        pieces[i] = pattern.data() + where;
        where += kStep;
        const std::size_t period = pattern.size() - kStep;
        where -= where >= period ? period : 0;
      }
      if (half == 0)
        conjoin<true>(out + done, pieces);
      else
        conjoin<false>(out + done, pieces);
    }
  }
}

}  // namespace weir::stages
