#include "primes/sieve.hpp"

#include <algorithm>
#include <utility>

#include "primes/presieve.hpp"

namespace weir::stages {

namespace {

// Pieces stay in the L1 cache and slabs in the L2 cache of all that weir is likely to run on.
constexpr std::size_t kPiece = std::size_t{32} << 10U;
constexpr std::size_t kSlab = 8 * kPiece;
// The largest primes that are crossed off in each piece, and in each slab: where, measured, the next way is as fast.
constexpr std::uint32_t kLastSmall = kPiece / 2;
constexpr std::uint32_t kLastMiddling = kSlab;
// Base primes are many near 2^64; so many numbers' go by between two looks at whether to stop.
constexpr std::uint32_t kBetweenLooks = 1U << 22U;

constexpr std::size_t round_up(std::size_t size, std::size_t step) {
  return (size + step - 1) / step * step;
}

// Calls `use(kResidue)` for the eight residues as constants.
template <class Use>
void for_each_residue(Use use) {
  [&]<unsigned... kResidue>(std::integer_sequence<unsigned, kResidue...>) {
    (use(std::integral_constant<unsigned, kResidue>()), ...);
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

// Crosses off in `size` bytes, pieces of `piece` bytes and what is left.
void cross_off(std::uint8_t* bits, std::size_t size, std::size_t piece, std::array<std::vector<Runner>, 8>& runners) {
  for (std::size_t done = 0; done < size; done += piece) {
    for_each_residue([&](auto residue) {
      if (size - done >= piece)
        Circles<residue>::run_whole(bits + done, piece, runners[residue]);
      else
        Circles<residue>::run_last(bits + done, size - done, runners[residue]);
    });
  }
}

}  // namespace

struct Sieve::FirstMultiple {
  std::uint64_t position;
  unsigned turn;
};

void Sieve::start(const BasePrimes& base, std::uint64_t low, std::uint64_t high, const Stopping& stopping) {
  base_ = &base;
  low_ = low;
  high_ = high;
  first_ = low / 30;
  size_ = static_cast<std::size_t>(high / 30 - first_ + 1);
  begin_ = end_ = 0;
  const std::uint32_t root = integer_root(high);
  make_room(std::min(root, kLastMiddling));
  start_runners(kLastPresieved + 1, std::min(root, kLastSmall), kPiece, small_);
  start_runners(kLastSmall + 1, std::min(root, kLastMiddling), kSlab, middling_);
  start_large(kLastMiddling + 1, root, stopping);
}

void Sieve::make_room(std::uint32_t largest) {
  reach_ = largest;
  const std::size_t slab = round_up(std::min(size_, kSlab), kPresieveStep);
  const std::size_t room = reach_ + slab + 2 * reach_ + sizeof(std::uint64_t);
  if (memory_.size() < room) memory_.resize(room);
  bits_ = memory_.data() + reach_;
}

// Sets each prime at its last circle that begins at the range's beginning or before, where factor 30·k + 1 of the prime is: 30·k + 1 times
// 30·quotient + residue is in byte k·prime + quotient. As positions are from 0 on, that is written as if the range began `reach_` sooner.
void Sieve::start_runners(std::uint32_t first, std::uint32_t last, std::size_t piece, Runners& runners) const {
  for (auto& some : runners) some.clear();
  base_->for_each(first, last, [&](std::uint32_t quotient, unsigned residue) {
    const std::uint32_t prime = 30 * quotient + kResidues[residue];
    const std::uint64_t since = first_ >= quotient ? (first_ - quotient) % prime : first_ + prime - quotient;
    runners[residue].push_back({static_cast<std::uint32_t>(reach_ - since), static_cast<std::uint16_t>(quotient),
                                static_cast<std::uint16_t>((piece + prime - 1) / prime)});
  });
}

// The first multiple in the range that 2, 3 and 5 do not divide, from the prime's square on.
Sieve::FirstMultiple Sieve::first_multiple(std::uint32_t quotient, unsigned residue) const noexcept {
  const std::uint64_t prime = 30 * std::uint64_t{quotient} + kResidues[residue];
  const std::uint64_t begin = 30 * first_;
  const std::uint64_t factor = std::max(prime, begin / prime + (begin % prime != 0 ? 1 : 0));
  const unsigned turn = kNextResidue[factor % 30];
  return {prime * (factor / 30) + quotient * std::uint64_t{kResidues[turn]} + carry(residue, turn) - first_, turn};
}

// Near 2^64 nearly all base primes have no multiple in a range, and to find that out is most of the work. So it is done with a division of
// doubles, which takes a fraction of the time of one of 64-bit integers: a quotient of less than 2^46, as large primes have, comes out
// right or off by one, and one too small only makes a multiple seem nearer than it is.
bool Sieve::may_have_multiple(std::uint64_t prime) const noexcept {
  const std::uint64_t begin = 30 * first_;
  const auto factor = static_cast<std::int64_t>(static_cast<double>(begin) / static_cast<double>(prime));
  const auto beyond = static_cast<std::int64_t>(begin - static_cast<std::uint64_t>(factor) * prime);
  const std::int64_t distance = beyond > 0 ? static_cast<std::int64_t>(prime) - beyond : -beyond;
  return distance < static_cast<std::int64_t>(30 * size_);
}

void Sieve::start_large(std::uint32_t first, std::uint32_t last, const Stopping& stopping) {
  large_.resize(size_ / kSlab + 1);
  for (std::uint64_t next = first; next <= last; next += kBetweenLooks) {
    if (stopping && stopping()) return;
    const auto until = static_cast<std::uint32_t>(std::min<std::uint64_t>(last, next + kBetweenLooks - 1));
    base_->for_each(static_cast<std::uint32_t>(next), until, [this](std::uint32_t quotient, unsigned residue) {
      if (!may_have_multiple(30 * std::uint64_t{quotient} + kResidues[residue])) return;
      const FirstMultiple found = first_multiple(quotient, residue);
      if (found.position < size_) large_.put(found.position / kSlab, {found.position % kSlab, quotient, residue, found.turn});
    });
  }
}

bool Sieve::next() {
  if (end_ == size_) return false;
  begin_ = end_;
  const std::size_t size = std::min(kSlab, size_ - begin_);
  end_ = begin_ + size;
  presieve(bits_, size, first_ + begin_);
  if (begin_ == 0) {
    lead_in(small_);
    lead_in(middling_);
  } else {
    take_in_reach();
  }
  if (end_ < size_) std::fill_n(bits_ + kSlab, reach_, std::uint8_t{0xFF});
  cross_off(bits_, size, kPiece, small_);
  cross_off(bits_, size, kSlab, middling_);
  cross_off_large();
  trim();
  return true;
}

// Crosses off the circles that the range begins in the middle of.
void Sieve::lead_in(Runners& runners) {
  for_each_residue([&](auto residue) {
    for (Runner& runner : runners[residue]) {
      Circles<residue>::cross_off(bits_ - reach_ + runner.position, runner.quotient);
      runner.position += static_cast<std::uint32_t>(Circles<residue>::prime(runner.quotient) - reach_);
    }
  });
}

// Crosses off what the circles of the slab before reached.
void Sieve::take_in_reach() {
  for (std::size_t i = 0; i < reach_; ++i) bits_[i] &= bits_[kSlab + i];
}

// One multiple at a time, also where the next is in the same slab: a loop over those would end after a number of them that cannot be
// foreseen.
void Sieve::cross_off_large() {
  const std::size_t slab = begin_ / kSlab;
  const std::size_t left = size_ - begin_;
  large_.take(slab, [&](FarMultiple multiple) {
    const Turn& turn = kTurns[multiple.residue][multiple.turn];
    bits_[multiple.position] &= turn.kept;
    const std::size_t position = multiple.position + multiple.quotient * turn.gap + turn.carry_gap;
    if (position >= left) return;
    multiple.position = position % kSlab;
    multiple.turn = (multiple.turn + 1U) % 8;
    large_.put(slab + position / kSlab, multiple);
  });
}

// Puts back the base primes, each crossed off with its own multiples; clears what is outside of the range, up to a whole word.
void Sieve::trim() {
  const auto base = base_->bits();
  const std::size_t size = end_ - begin_;
  const std::uint64_t first = first_ + begin_;
  if (first < base.size()) {
    const std::size_t known = std::min<std::size_t>(size, base.size() - first);
    for (std::size_t i = 0; i < known; ++i) bits_[i] |= base[first + i];
  }
  if (first == 0) bits_[0] &= static_cast<std::uint8_t>(~bit_of(1));
  for (unsigned i = 0; i < 8; ++i) {
    const auto without = static_cast<std::uint8_t>(~(1U << i));
    if (begin_ == 0 && kResidues[i] < low_ % 30) bits_[0] &= without;
    if (end_ == size_ && kResidues[i] > high_ % 30) bits_[size - 1] &= without;
  }
  std::fill(bits_ + size, bits_ + round_up(size, sizeof(std::uint64_t)), std::uint8_t{0});
}

template <class Use>
void Sieve::for_each_tiny(Use use) const {
  if (begin_ != 0) return;
  for (const std::uint64_t prime : {2U, 3U, 5U}) {
    if (low_ <= prime && prime <= high_) use(prime);
  }
}

PrimeBits Sieve::bits() const noexcept {
  return {{bits_, round_up(end_ - begin_, sizeof(std::uint64_t))}, 30 * (first_ + begin_)};
}

std::uint64_t Sieve::count() const {
  std::uint64_t total = count_primes(bits());
  for_each_tiny([&](std::uint64_t) { ++total; });
  return total;
}

void Sieve::append_to(std::vector<std::uint64_t>& primes) const {
  for_each_tiny([&](std::uint64_t prime) { primes.push_back(prime); });
  append_primes(bits(), primes);
}

std::size_t Sieve::slabs_left() const noexcept {
  return (size_ - end_ + kSlab - 1) / kSlab;
}

}  // namespace weir::stages
