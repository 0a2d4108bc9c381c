#pragma once

#include <cstdint>
#include <optional>

#include <weir/description.hpp>
#include <weir/stage.hpp>

#include "synthetic/synthetic_item.hpp"

namespace weir::stages {

/// Makes numbered items.
class SyntheticItems final : public Source<SyntheticItem> {
 public:
  struct Params {
    std::uint64_t count = 0;
  };
  static void describe(Description<Params>& d);

  explicit SyntheticItems(const Params& params) : count_(params.count) {}

  Next produce(Output<SyntheticItem>& out) override;
  [[nodiscard]] std::optional<double> progress() const override;

 private:
  std::uint64_t count_;
  std::uint64_t next_ = 0;
};

}  // namespace weir::stages
