#pragma once

#include <span>

#include <weir/description.hpp>
#include <weir/stage.hpp>
#include <weir/stages/prime_block.hpp>

#include "primes/prime_segment.hpp"
#include "primes/sieve.hpp"

namespace weir::stages {

/// What a block of primes has in it.
enum class Emit { primes, counts };
inline Choices<Emit> choices(Emit) {
  return {{"primes", Emit::primes}, {"counts", Emit::counts}};
}

/// `primes.sieve`: the primes of each segment. Each replica owns the memory that it sieves in.
class PrimesSieve final : public Transform<PrimeSegment, PrimeBlock> {
 public:
  struct Params {
    Emit emit = Emit::primes;
  };
  static void describe(Description<Params>& d);

  explicit PrimesSieve(const Params& params) : emit_(params.emit) {}

  void process(std::span<PrimeSegment> segments, Output<PrimeBlock>& out) override;

 private:
  [[nodiscard]] PrimeBlock sieve(const PrimeSegment& segment, const Stopping& stopping);

  Emit emit_;
  Sieve sieve_;
};

}  // namespace weir::stages
