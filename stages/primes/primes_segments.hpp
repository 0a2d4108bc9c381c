#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "primes/prime_segment.hpp"

namespace weir::stages {

/// `primes.segments`: cuts a range of numbers into segments. The base primes are found in the first call and shared by all segments.
class PrimesSegments final : public Source<PrimeSegment> {
 public:
  struct Params {
    std::uint64_t from = 0;
    std::uint64_t to = 0;
    std::optional<std::uint64_t> segment_size;  ///< numbers; empty: see `automatic_size`
  };
  static void describe(Description<Params>& d);

  /// Throws `Error` when `from` is greater than `to`.
  explicit PrimesSegments(const Params& params);

  Next produce(Output<PrimeSegment>& out) override;
  [[nodiscard]] std::optional<double> progress() const override;
  [[nodiscard]] bool cut_by_drain() const override { return !done_; }  // near 2^64 the progress rounds to 1 early

  /// The numbers in a segment of a range when the file leaves it to weir: enough that finding the first multiple of each base prime, once a
  /// segment, costs little beside the sieving; no more than a core's own cache holds when that is enough already; and less where the range
  /// is short, so that there are some for each worker.
  [[nodiscard]] static std::uint64_t automatic_size(std::uint64_t from, std::uint64_t to) noexcept;

 private:
  Params params_;
  std::uint64_t size_;
  std::uint64_t next_;  // the next segment's first number
  bool done_ = false;
  std::shared_ptr<const BasePrimes> base_;
};

}  // namespace weir::stages
