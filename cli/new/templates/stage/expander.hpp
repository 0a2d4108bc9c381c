#pragma once

#include <weir/weir.hpp>

namespace example_family_stages {

/// Turns each number n into the numbers from 1 to n.
class ExampleStage final : public weir::Expander<double, double> {
 public:
  struct Params {
    double step = 1;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Turns each number n into the numbers from 1 to n.");
    d.param("step", &Params::step, "from one number to the next").at_least(1e-6);
  }
  explicit ExampleStage(const Params& params) : params_(params) {}

  void open(double&& item) override {
    last_ = item;
    next_ = 1;
  }

  /// Pushes until `out` is full, and returns whether this item has more.
  weir::Next produce(weir::Output<double>& out) override {
    while (!out.full()) {
      if (next_ > last_) return weir::Next::done;
      out.push(next_);
      next_ += params_.step;
    }
    return weir::Next::again;
  }

 private:
  Params params_;
  double last_ = 0;
  double next_ = 1;
};

}  // namespace example_family_stages
