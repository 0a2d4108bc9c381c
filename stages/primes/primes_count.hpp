#pragma once

#include <cstdint>
#include <span>

#include <weir/description.hpp>
#include <weir/registry.hpp>
#include <weir/stage.hpp>
#include <weir/stages/prime_block.hpp>

namespace weir::stages {

/// `primes.count`: one item at the end, how many primes all blocks had.
class PrimesCount final : public Transform<PrimeBlock, PrimeCount> {
 public:
  static void describe(Description<NoParams>& d);

  void process(std::span<PrimeBlock> blocks, Output<PrimeCount>& out) override;
  void finish(Output<PrimeCount>& out) override { out.push({total_}); }

 private:
  std::uint64_t total_ = 0;
};

}  // namespace weir::stages
