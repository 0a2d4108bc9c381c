#pragma once

#include <weir/description.hpp>
#include <weir/item.hpp>
#include <weir/stage.hpp>

namespace weir::stages {

/// Takes items of any type and does nothing with them.
class SyntheticDiscard final : public Sink<AnyItem> {
 public:
  struct Params {};
  static void describe(Description<Params>& d);

  explicit SyntheticDiscard(const Params&) {}

  void consume(std::span<AnyItem>) override {}
};

}  // namespace weir::stages
