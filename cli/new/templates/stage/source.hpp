#pragma once

#include <weir/weir.hpp>

namespace example_family_stages {

/// Counts up from 1.
class ExampleStage final : public weir::Source<double> {
 public:
  struct Params {
    int count = 3;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Counts up from 1.");
    d.param("count", &Params::count, "how many numbers").at_least(0);
  }
  explicit ExampleStage(const Params& params) : params_(params) {}

  /// Pushes until `out` is full, and returns whether there is more.
  weir::Next produce(weir::Output<double>& out) override {
    while (!out.full()) {
      if (made_ == params_.count) return weir::Next::done;
      out.push(++made_);
    }
    return weir::Next::again;
  }

 private:
  Params params_;
  int made_ = 0;
};

}  // namespace example_family_stages
