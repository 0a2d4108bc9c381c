// What a plugin's author writes: a stage, and the function.

#include <span>
#include <stdexcept>
#include <string>

#include <weir/weir.hpp>

#include "bad_number.hpp"

namespace mine {

/// Multiplies numbers.
class Scale final : public weir::Transform<double, double> {
 public:
  struct Params {
    double factor = 2;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Multiplies numbers.");
    d.param("factor", &Params::factor, "what each number is multiplied by").at_least(0);
  }
  explicit Scale(const Params& params) : params_(params) {}

  void process(std::span<double> items, weir::Output<double>& out) override {
    for (const double x : items) out.push(x * params_.factor);
  }

 private:
  Params params_;
};

/// Items of a type that the program knows too.
class Numbers final : public weir::Source<double> {
 public:
  weir::Next produce(weir::Output<double>& out) override {
    out.push(next_);
    return ++next_ <= 3 ? weir::Next::again : weir::Next::done;
  }

 private:
  double next_ = 1;
};

double checked(double x) {
  if (x == 2) throw BadNumber("2 is no good");
  if (x == 3) throw weir::Error("3 is no good either");
  return x;
}

}  // namespace mine

const weir::Plugin* weir_plugin() {
  static const weir::Plugin plugin{.add_kinds = [](weir::Registry& registry) {
    registry.add<mine::Numbers>("mine.numbers");
    registry.add<mine::Scale>("mine.scale");
    registry.map("mine.checked", mine::checked, "Throws at some numbers.");
  }};
  return &plugin;
}
