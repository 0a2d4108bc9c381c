#include "primes/sieve.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace weir::stages {

namespace {

// Pieces stay in the L1 cache and slabs in the L2 cache of all that weir is likely to run on.
constexpr std::size_t kPiece = std::size_t{32} << 10U;
constexpr std::size_t kSlab = 8 * kPiece;
// The largest primes that are crossed off in each piece, and in each slab: where, measured, the next way is as fast.
constexpr std::uint32_t kLastSmall = kPiece / 4;
constexpr std::uint32_t kLastMiddling = 2 * kSlab;
// Bytes of 0 after the end: bits are counted by three words.
constexpr std::size_t kPadding = 24;

template <unsigned kResidue>
void run_all(std::uint8_t* bits, std::size_t size, std::vector<Runner>& runners) {
  for (Runner& runner : runners) {
    if (runner.position < size)
      Crossing<kResidue>::run(bits, size, runner);
    else
      runner.position -= static_cast<std::uint32_t>(size);
  }
}

void cross_off(std::uint8_t* bits, std::size_t size, std::array<std::vector<Runner>, 8>& runners) {
  [&]<unsigned... kResidue>(std::integer_sequence<unsigned, kResidue...>) {
    (run_all<kResidue>(bits, size, runners[kResidue]), ...);
  }
  (std::make_integer_sequence<unsigned, 8>());
}

// What a turn of the wheel does, for primes of which the residue is not known when compiling.
struct Turn {
  std::uint8_t kept;
  std::uint8_t gap;
  std::uint8_t carry_gap;
};
constexpr auto kTurns = [] {
  std::array<std::array<Turn, 8>, 8> turns{};
  for (unsigned residue = 0; residue < 8; ++residue) {
    for (unsigned turn = 0; turn < 8; ++turn) {
      turns[residue][turn] = {static_cast<std::uint8_t>(~mask(residue, turn)), static_cast<std::uint8_t>(gap(turn)),
                              static_cast<std::uint8_t>(carry_gap(residue, turn))};
    }
  }
  return turns;
}();

// The number of 1 bits. Not std::popcount, which is a call for each word on Debian's amd64 (its processors need not have the instruction):
// this is the addition of neighbours (H. S. Warren, "Hacker's Delight", chapter 5), three words sharing the later steps.
std::uint64_t count_bits(const std::uint8_t* bits, std::size_t words) {
  constexpr std::uint64_t kPairs = 0x5555555555555555;
  constexpr std::uint64_t kFours = 0x3333333333333333;
  constexpr std::uint64_t kEights = 0x0F0F0F0F0F0F0F0F;
  const auto of_pairs = [](std::uint64_t word) {
    word -= word >> 1U & kPairs;
    return (word & kFours) + (word >> 2U & kFours);
  };
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < words; i += 3) {
    const std::uint64_t fours =
        of_pairs(load_word(bits + 8 * i)) + of_pairs(load_word(bits + 8 * i + 8)) + of_pairs(load_word(bits + 8 * i + 16));
    const std::uint64_t eights = (fours & kEights) + (fours >> 4U & kEights);
    total += eights * 0x0101010101010101 >> 56U;
  }
  return total;
}

}  // namespace

struct Sieve::Start {
  std::uint64_t position;
  unsigned turn;
};

void Sieve::run(const BasePrimes& base, std::uint64_t low, std::uint64_t high) {
  low_ = low;
  high_ = high;
  first_ = low / 30;
  size_ = static_cast<std::size_t>(high / 30 - first_ + 1);
  const std::size_t room = (size_ + Presieve::kStep - 1) / Presieve::kStep * Presieve::kStep + kPadding;
  if (bits_.size() < room) bits_.resize(room);
  start(base);
  for (std::size_t begin = 0; begin < size_; begin += kSlab) {
    sieve_slab(base, begin, std::min(kSlab, size_ - begin));
    cross_off_large(begin / kSlab);
  }
  trim();
}

// The first multiple in the range that 2, 3 and 5 do not divide, from the prime's square on.
Sieve::Start Sieve::first_multiple(std::uint32_t quotient, unsigned residue) const noexcept {
  const std::uint64_t prime = 30 * std::uint64_t{quotient} + kResidues[residue];
  const std::uint64_t begin = 30 * first_;
  const std::uint64_t factor = std::max(prime, begin / prime + (begin % prime != 0 ? 1 : 0));
  const unsigned turn = kNextResidue[factor % 30];
  return {prime * (factor / 30) + quotient * std::uint64_t{kResidues[turn]} + carry(residue, turn) - first_, turn};
}

void Sieve::start(const BasePrimes& base) {
  start_runners(base, 0, kLastSmall, small_);
  start_runners(base, kLastSmall + 1, kLastMiddling, middling_);
  start_large(base);
}

void Sieve::start_runners(const BasePrimes& base, std::uint32_t first, std::uint32_t last, Runners& runners) const {
  for (auto& some : runners) some.clear();
  base.for_each(first, std::min(last, integer_root(high_)), [this, &runners](std::uint32_t quotient, unsigned residue) {
    const Start start = first_multiple(quotient, residue);
    if (start.position < size_) runners[residue].push_back({static_cast<std::uint32_t>(start.position), quotient, start.turn});
  });
}

void Sieve::start_large(const BasePrimes& base) {
  large_.resize(size_ / kSlab + 1);
  base.for_each(kLastMiddling + 1, integer_root(high_), [this](std::uint32_t quotient, unsigned residue) {
    const Start start = first_multiple(quotient, residue);
    if (start.position < size_) large_.put(start.position / kSlab, {start.position % kSlab, quotient, residue, start.turn});
  });
}

void Sieve::sieve_slab(const BasePrimes& base, std::size_t begin, std::size_t size) {
  std::uint8_t* const bits = bits_.data() + begin;
  for (std::size_t done = 0; done < size; done += kPiece) {
    const std::size_t piece = std::min(kPiece, size - done);
    base.presieve().fill(bits + done, piece, first_ + begin + done);
    cross_off(bits + done, piece, small_);
  }
  cross_off(bits, size, middling_);
}

void Sieve::cross_off_large(std::size_t slab) {
  const std::size_t begin = slab * kSlab;
  std::uint8_t* const bits = bits_.data() + begin;
  const std::size_t left = size_ - begin;
  large_.take(slab, [&](FarMultiple multiple) {
    std::size_t position = multiple.position;
    std::size_t turn = multiple.turn;
    const auto& turns = kTurns[multiple.residue];
    do {
      bits[position] &= turns[turn].kept;
      position += multiple.quotient * turns[turn].gap + turns[turn].carry_gap;
      turn = (turn + 1) % 8;
    } while (position < std::min(kSlab, left));
    if (position < left) large_.put(slab + position / kSlab, {position % kSlab, multiple.quotient, multiple.residue, turn});
  });
}

// Puts right what the wheel and the pre-sieve have wrong at the very beginning, and clears what is outside of the range.
void Sieve::trim() {
  if (first_ == 0) bits_[0] &= static_cast<std::uint8_t>(~bit_of(1));
  for (const std::uint32_t prime : Presieve::primes()) {
    if (prime / 30 >= first_ && prime / 30 - first_ < size_) bits_[prime / 30 - first_] |= bit_of(prime);
  }
  for (unsigned i = 0; i < 8; ++i) {
    const auto without = static_cast<std::uint8_t>(~(1U << i));
    if (kResidues[i] < low_ % 30) bits_[0] &= without;
    if (kResidues[i] > high_ % 30) bits_[size_ - 1] &= without;
  }
  std::fill_n(bits_.begin() + static_cast<std::ptrdiff_t>(size_), kPadding, 0);  // for those who read by the word
}

unsigned Sieve::count_tiny() const noexcept {
  unsigned count = 0;
  for (const std::uint64_t prime : {2U, 3U, 5U}) count += low_ <= prime && prime <= high_ ? 1 : 0;
  return count;
}

std::uint64_t Sieve::count() const noexcept {
  return count_tiny() + count_bits(bits_.data(), (size_ + 7) / 8);
}

void Sieve::extract(std::vector<std::uint64_t>& primes) const {
  primes.clear();
  primes.reserve(static_cast<std::size_t>(count()));
  for (const std::uint64_t prime : {2U, 3U, 5U}) {
    if (low_ <= prime && prime <= high_) primes.push_back(prime);
  }
  for (std::size_t byte = 0; byte < size_; byte += 8) {
    const std::uint64_t base = 30 * (first_ + byte);
    for (std::uint64_t rest = load_word(bits_.data() + byte); rest != 0; rest &= rest - 1) {
      const auto bit = static_cast<unsigned>(std::countr_zero(rest));
      primes.push_back(base + std::uint64_t{30} * (bit / 8) + kResidues[bit % 8]);
    }
  }
}

}  // namespace weir::stages
