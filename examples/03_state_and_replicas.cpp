// A stage with params and with state: the hottest reading of each city, found by any number of replicas.
//
// Each replica is an object of its own, used by one thread at a time, so `hottest_` needs no lock. When all input has come, every replica's
// `finish` pushes what it has: partial answers. A next stage, with one replica, merges them. Notice that the answer is the same whether one
// replica sees everything or eight see a part each, since the larger of two numbers does not depend on the order.

#include <weir/weir.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <string>

struct Reading {
  std::string city;
  int degrees = 0;
};

/// The hottest reading of each city. Reads readings, or what other replicas of it found.
class Hottest final : public weir::Transform<Reading, Reading> {
 public:
  struct Params {
    int highest_credible = 60;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("The hottest reading of each city.");
    d.param("highest_credible", &Params::highest_credible, "degrees; what is above is a broken thermometer").range(-100, 100);
  }
  explicit Hottest(const Params& params) : params_(params) {}

  void process(std::span<Reading> items, weir::Output<Reading>&) override {
    for (const Reading& reading : items) {
      if (reading.degrees > params_.highest_credible) continue;
      const auto [place, is_new] = hottest_.try_emplace(reading.city, reading.degrees);
      if (!is_new) place->second = std::max(place->second, reading.degrees);
    }
  }
  void finish(weir::Output<Reading>& out) override {
    for (const auto& [city, degrees] : hottest_) out.push({city, degrees});
  }

 private:
  Params params_;
  std::map<std::string, int> hottest_;
};

constexpr const char* kHottest = R"(
pipeline: hottest
stages:
  - {name: readings, kind: weather.readings}
  - {name: partial,  kind: weather.hottest, inputs: [readings], batch_size: 10, params: {highest_credible: 50}}
  - {name: merged,   kind: weather.hottest, inputs: [partial]}
  - {name: print,    kind: weather.print,   inputs: [merged]}
)";

int main() {
  weir::Registry registry;
  registry.add<Hottest>("weather.hottest");
  registry.source("weather.readings", [n = 0]() mutable -> std::optional<Reading> {
    const char* const cities[] = {"Cairo", "Oslo", "Quito"};
    if (n == 10'000) return std::nullopt;
    const int city = n++ % 3;
    return Reading{cities[city], n % 1000 == 0 ? 99 : n % 37 + 9 - 10 * city};
  });
  registry.sink("weather.print", [](const Reading& reading) { std::cout << "  " << reading.city << ' ' << reading.degrees << '\n'; });

  weir::PipelineConfig config = weir::PipelineConfig::from_string(kHottest);
  for (const std::size_t replicas : {1, 2, 8}) {
    config.stages[1].replicas = replicas;
    std::cout << replicas << (replicas == 1 ? " replica\n" : " replicas\n");
    weir::Pipeline(config, registry).run();
  }
}
