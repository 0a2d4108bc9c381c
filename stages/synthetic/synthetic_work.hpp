#pragma once

#include <chrono>
#include <cstdint>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "synthetic/processor_work.hpp"
#include "synthetic/synthetic_item.hpp"

namespace weir::stages {

/// Passes items on after some work on each.
class SyntheticWork final : public Transform<SyntheticItem, SyntheticItem> {
 public:
  struct Params {
    std::chrono::nanoseconds cost{};
    double jitter = 0;
    std::uint64_t seed = 1;
  };
  static void describe(Description<Params>& d);

  explicit SyntheticWork(const Params& params) : SyntheticWork(params, ProcessorWork::calibrated()) {}
  SyntheticWork(const Params& params, const ProcessorWork& work) : params_(params), work_(work) {}

  void process(std::span<SyntheticItem> items, Output<SyntheticItem>& out) override;
  /// `work_asked_ns`: the sum, in nanoseconds, of the costs of this replica's items.
  void counters(Counters& counters) const override;

  /// What an item costs. Depends on the params and the item's number alone.
  [[nodiscard]] static std::chrono::nanoseconds cost_of(const Params& params, std::uint64_t number) noexcept;

 private:
  Params params_;
  ProcessorWork work_;
  std::uint64_t asked_ = 0;  // nanoseconds
};

}  // namespace weir::stages
