#include "primes/sieve.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "primes/presieve.hpp"

namespace weir::stages {

namespace {

// Pieces stay in the L1 cache and slabs in the L2 cache of all that weir is likely to run on.
constexpr std::size_t kPiece = std::size_t{32} << 10U;
constexpr std::size_t kSlab = 8 * kPiece;
// The largest primes whose multiples are crossed off by pieces, and by slabs: where, as measured, the next way is as fast.
constexpr std::uint32_t kLastSmall = kPiece / 2;
constexpr std::uint32_t kLastMedium = kSlab;
// There are many base primes near 2^64: those of so many numbers are started between two looks at whether to stop.
constexpr std::uint32_t kBetweenLooks = 1U << 22U;

constexpr std::size_t round_up(std::size_t size, std::size_t step) {
  return (size + step - 1) / step * step;
}

// Calls `use(residue)` with each of the eight residues as a constant.
template <class Use>
void for_each_residue(Use use) {
  [&]<unsigned... kResidue>(std::integer_sequence<unsigned, kResidue...>) {
    (use(std::integral_constant<unsigned, kResidue>()), ...);
  }
  (std::make_integer_sequence<unsigned, 8>());
}

// A step from spoke to spoke, for primes whose residue is not known at compile time.
struct Spoke {
  std::uint8_t clear_mask;
  std::uint8_t gap;
  std::uint8_t carry_gap;
};
constexpr auto kSpokes = [] {
  std::array<std::array<Spoke, 8>, 8> spokes{};
  for (unsigned residue = 0; residue < 8; ++residue) {
    for (unsigned spoke = 0; spoke < 8; ++spoke) {
      spokes[residue][spoke] = {static_cast<std::uint8_t>(~mask(residue, spoke)), static_cast<std::uint8_t>(gap(spoke)),
                                static_cast<std::uint8_t>(carry_gap(residue, spoke))};
    }
  }
  return spokes;
}();

// Crosses off in `size` bytes: pieces of `piece` bytes, and what is left.
void cross_off(std::uint8_t* bits, std::size_t size, std::size_t piece, std::array<std::vector<SievingPrime>, 8>& primes) {
  for (std::size_t done = 0; done < size; done += piece) {
    for_each_residue([&](auto residue) {
      if (size - done >= piece)
        WheelTurns<residue>::cross_off_whole(bits + done, piece, primes[residue]);
      else
        WheelTurns<residue>::cross_off_last(bits + done, size - done, primes[residue]);
    });
  }
}

}  // namespace

// There are at most 1.25506 n / ln n primes up to n (Rosser and Schoenfeld 1962), and one multiple of each waits at most. Each slab has a
// bucket that is not full.
std::size_t Sieve::most_bytes_of_large(std::uint64_t to, std::uint64_t size) noexcept {
  const double root = integer_root(to);
  if (root <= kLastMedium) return 0;
  const std::size_t slabs = size / 30 / kSlab + 2;
  return static_cast<std::size_t>(1.26 * root / std::log(root)) * sizeof(LargeMultiple) + Buckets::bytes_of(slabs);
}

struct Sieve::FirstMultiple {
  std::uint64_t position;
  unsigned spoke;
};

void Sieve::start(const BasePrimes& base, std::uint64_t low, std::uint64_t high, const Stopping& stopping) {
  base_ = &base;
  low_ = low;
  high_ = high;
  first_ = low / 30;
  size_ = static_cast<std::size_t>(high / 30 - first_ + 1);
  begin_ = end_ = 0;
  const std::uint32_t root = integer_root(high);
  make_room(std::min(root, kLastMedium));
  start_in_turns(kLastPresieved + 1, std::min(root, kLastSmall), kPiece, small_);
  start_in_turns(kLastSmall + 1, std::min(root, kLastMedium), kSlab, medium_);
  start_large(kLastMedium + 1, root, stopping);
}

void Sieve::make_room(std::uint32_t largest) {
  overrun_ = largest;
  const std::size_t slab = round_up(std::min(size_, kSlab), kPresieveStep);
  const std::size_t room = overrun_ + slab + 2 * overrun_ + sizeof(std::uint64_t);
  if (memory_.size() < room) memory_.resize(room);
  bits_ = memory_.data() + overrun_;
}

// Puts each prime at the last turn that begins at or before the beginning of the range. A turn begins at the factor 30·k + 1, and
// 30·k + 1 times 30·quotient + residue is in byte k·prime + quotient. Positions cannot be negative, so `overrun_` is added to them.
void Sieve::start_in_turns(std::uint32_t first, std::uint32_t last, std::size_t piece, SievingPrimes& primes) const {
  for (auto& some : primes) some.clear();
  base_->for_each(first, last, [&](std::uint32_t quotient, unsigned residue) {
    const std::uint32_t prime = 30 * quotient + kResidues[residue];
    const std::uint64_t since = first_ >= quotient ? (first_ - quotient) % prime : first_ + prime - quotient;
    primes[residue].push_back({static_cast<std::uint32_t>(overrun_ - since), static_cast<std::uint16_t>(quotient),
                               static_cast<std::uint16_t>((piece + prime - 1) / prime)});
  });
}

// The first multiple in the range that is coprime to 30, from the prime's square on.
Sieve::FirstMultiple Sieve::first_multiple(std::uint32_t quotient, unsigned residue) const noexcept {
  const std::uint64_t prime = 30 * std::uint64_t{quotient} + kResidues[residue];
  const std::uint64_t begin = 30 * first_;
  const std::uint64_t factor = std::max(prime, begin / prime + (begin % prime != 0 ? 1 : 0));
  const unsigned spoke = kNextResidue[factor % 30];
  return {prime * (factor / 30) + quotient * std::uint64_t{kResidues[spoke]} + carry(residue, spoke) - first_, spoke};
}

// Near 2^64 nearly all base primes have no multiple in a range, and finding that out is most of the work. So it is done by a division of
// doubles, which takes a fraction of the time of a 64-bit integer division. A quotient below 2^46, as large primes have, comes out right or
// off by one, and one that is too small only makes a multiple seem nearer than it is.
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
      if (found.position < size_) large_.put(found.position / kSlab, {found.position % kSlab, quotient, residue, found.spoke});
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
    cross_off_first_turns(small_);
    cross_off_first_turns(medium_);
  } else {
    apply_overrun();
  }
  if (end_ < size_) std::fill_n(bits_ + kSlab, overrun_, std::uint8_t{0xFF});
  cross_off(bits_, size, kPiece, small_);
  cross_off(bits_, size, kSlab, medium_);
  cross_off_large();
  trim();
  return true;
}

// Crosses off the turns that begin before the range and reach into it.
void Sieve::cross_off_first_turns(SievingPrimes& primes) {
  for_each_residue([&](auto residue) {
    for (SievingPrime& prime : primes[residue]) {
      WheelTurns<residue>::cross_off(bits_ - overrun_ + prime.position, prime.quotient);
      prime.position += static_cast<std::uint32_t>(WheelTurns<residue>::value(prime.quotient) - overrun_);
    }
  });
}

// Crosses off what turns of the previous slab crossed off beyond its end.
void Sieve::apply_overrun() {
  for (std::size_t i = 0; i < overrun_; ++i) bits_[i] &= bits_[kSlab + i];
}

// One multiple at a time, also where the next one is in the same slab: the end of a loop over those could not be predicted.
void Sieve::cross_off_large() {
  const std::size_t slab = begin_ / kSlab;
  const std::size_t left = size_ - begin_;
  large_.take(slab, [&](LargeMultiple multiple) {
    const Spoke& spoke = kSpokes[multiple.residue][multiple.spoke];
    bits_[multiple.position] &= spoke.clear_mask;
    const std::size_t position = multiple.position + multiple.quotient * spoke.gap + spoke.carry_gap;
    if (position >= left) return;
    multiple.position = position % kSlab;
    multiple.spoke = (multiple.spoke + 1U) % 8;
    large_.put(slab + position / kSlab, multiple);
  });
}

// Restores the base primes, which were crossed off with their own multiples, and clears what is outside the range, up to a whole word.
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
void Sieve::for_each_wheel_prime(Use use) const {
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
  for_each_wheel_prime([&](std::uint64_t) { ++total; });
  return total;
}

void Sieve::append_to(std::vector<std::uint64_t>& primes) const {
  for_each_wheel_prime([&](std::uint64_t prime) { primes.push_back(prime); });
  append_primes(bits(), primes);
}

std::size_t Sieve::slabs_left() const noexcept {
  return (size_ - end_ + kSlab - 1) / kSlab;
}

}  // namespace weir::stages
