#include "primes/sieve.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace weir::stages {

namespace {

// A piece of the sieve, to stay in the L1 cache (32 KiB or more on all that weir runs on).
constexpr std::size_t kPiece = std::size_t{32} << 10U;
// Larger primes than this are crossed off over the whole range at once: in a piece they would have next to no multiples.
constexpr std::uint32_t kLastRunner = 4 * kPiece;

template <unsigned kResidue>
void run_all(std::uint8_t* bits, std::size_t size, std::vector<Runner>& runners) {
  for (Runner& runner : runners) {
    if (runner.position < size)
      Crossing<kResidue>::run(bits, size, runner);
    else
      runner.position -= static_cast<std::uint32_t>(size);
  }
}

template <std::size_t... kResidue>
void run_all_residues(std::uint8_t* bits, std::size_t size, std::array<std::vector<Runner>, 8>& runners, std::index_sequence<kResidue...>) {
  (run_all<kResidue>(bits, size, runners[kResidue]), ...);
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

// Adds up bits within a word, in operations that compilers make vectors of; the processors of Debian's amd64 need not have a popcount.
std::uint64_t count_bits(const std::uint8_t* bits, std::size_t words) {
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < words; ++i) total += static_cast<unsigned>(std::popcount(load_word(bits + 8 * i)));
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
  const std::size_t room = (size_ + Presieve::kStep - 1) / Presieve::kStep * Presieve::kStep;
  if (bits_.size() < room) bits_.resize(room);
  start_runners(base);
  run_pieces(base);
  cross_off_large(base);
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

void Sieve::start_runners(const BasePrimes& base) {
  for (auto& runners : runners_) runners.clear();
  base.for_each(0, std::min(kLastRunner, integer_root(high_)), [this](std::uint32_t quotient, unsigned residue) {
    const Start start = first_multiple(quotient, residue);
    if (start.position >= size_) return;
    runners_[residue].push_back({static_cast<std::uint32_t>(start.position), quotient, start.turn});
  });
}

void Sieve::run_pieces(const BasePrimes& base) {
  for (std::size_t begin = 0; begin < size_; begin += kPiece) {
    const std::size_t size = std::min(kPiece, size_ - begin);
    std::uint8_t* const bits = bits_.data() + begin;
    base.presieve().fill(bits, size, first_ + begin);
    run_all_residues(bits, size, runners_, std::make_index_sequence<8>());
  }
}

void Sieve::cross_off_large(const BasePrimes& base) {
  base.for_each(kLastRunner + 1, integer_root(high_), [this](std::uint32_t quotient, unsigned residue) {
    Start at = first_multiple(quotient, residue);
    const auto& turns = kTurns[residue];
    while (at.position < size_) {
      const Turn& turn = turns[at.turn];
      bits_[at.position] &= turn.kept;
      at.position += std::uint64_t{quotient} * turn.gap + turn.carry_gap;
      at.turn = (at.turn + 1) % 8;
    }
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
  std::fill(bits_.begin() + static_cast<std::ptrdiff_t>(size_), bits_.begin() + static_cast<std::ptrdiff_t>((size_ + 7) / 8 * 8), 0);
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
      primes.push_back(base + 30 * (bit / 8) + kResidues[bit % 8]);
    }
  }
}

}  // namespace weir::stages
