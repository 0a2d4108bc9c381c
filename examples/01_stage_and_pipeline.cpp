// Two stages of one's own, and a pipeline of them, inside an ordinary program. Prints the numbers from 0 to 9 that are at least 7.

#include <weir/stages.hpp>  // the built-in stages
#include <weir/weir.hpp>

#include <iostream>

/// Counts up from 0.
class Range final : public weir::Source<double> {
 public:
  struct Params {
    std::size_t count = 10;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Counts up from 0.");
    d.param("count", &Params::count, "how many numbers").required();
  }
  explicit Range(const Params& params) : params_(params) {}

  bool produce(weir::Output<double>& out) override {
    while (!out.full()) {
      if (next_ == params_.count) return false;
      out.push(static_cast<double>(next_++));
    }
    return true;
  }

 private:
  Params params_;
  std::size_t next_ = 0;
};

/// Drops numbers below a threshold.
class AtLeast final : public weir::Transform<double, double> {
 public:
  struct Params {
    double threshold = 0;
  };
  static void describe(weir::Description<Params>& d) {
    d.summary("Drops numbers below a threshold.");
    d.param("threshold", &Params::threshold, "smallest number that passes");
  }
  explicit AtLeast(const Params& params) : params_(params) {}

  void process(std::span<double> items, weir::Output<double>& out) override {
    for (const double x : items) {
      if (x >= params_.threshold) out.push(x);
    }
  }

 private:
  Params params_;
};

constexpr const char* kPipeline = R"(
pipeline: numbers
stages:
  - {name: count, kind: numbers.range, params: {count: 10}}
  - {name: large, kind: numbers.at_least, inputs: [count], params: {threshold: 7}}
  - {name: out, kind: table.write, inputs: [large], params: {format: csv}}
)";

int main() {
  weir::Registry registry;
  weir::register_stages(registry);
  registry.add<Range>("numbers.range");
  registry.add<AtLeast>("numbers.at_least");
  try {
    weir::Pipeline pipeline(weir::PipelineConfig::from_string(kPipeline, "numbers"), registry);
    const weir::RunReport report = pipeline.run();
    std::cerr << report.items << " items came through\n";
  } catch (const weir::Error& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
