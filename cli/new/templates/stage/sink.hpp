#pragma once

#include <iostream>
#include <span>
#include <string>

#include <weir/weir.hpp>

namespace example_family_stages {

/// Prints the sum of all numbers at the end.
class ExampleStage final : public weir::Sink<double> {
 public:
  struct Params {
    std::string label = "sum";
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Prints the sum of all numbers at the end.");
    d.single_replica();  // each replica would print a sum of its own
    d.param("label", &Params::label, "what stands before the sum").not_empty();
  }
  explicit ExampleStage(const Params& params) : params_(params) {}

  void consume(std::span<double> items) override {
    for (const double x : items) sum_ += x;
  }
  void finish() override { std::cout << params_.label << ' ' << sum_ << '\n'; }

 private:
  Params params_;
  double sum_ = 0;
};

}  // namespace example_family_stages
