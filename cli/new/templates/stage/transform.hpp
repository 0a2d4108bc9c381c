#pragma once

#include <span>

#include <weir/weir.hpp>

namespace example_family_stages {

/// Drops numbers below a threshold.
class ExampleStage final : public weir::Transform<double, double> {
 public:
  struct Params {
    double threshold = 3;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Drops numbers below a threshold.");
    d.param("threshold", &Params::threshold, "smallest number that passes");
  }
  explicit ExampleStage(const Params& params) : params_(params) {}

  void process(std::span<double> items, weir::Output<double>& out) override {
    for (const double x : items) {
      if (x >= params_.threshold) out.push(x);
    }
  }

 private:
  Params params_;
};

}  // namespace example_family_stages
