// Tests a stage without a pipeline, threads or files: with weir/testing.hpp, under whatever test framework you use; here under none.
//
// `run` passes items to a stage and returns what it pushed. `make` makes a stage from a struct, or from YAML as it stands under `params:`,
// with all the checks of its `describe`. Notice `same_at_any_replicas`: it deals the items to 1, 2, 3 and 8 replicas in batches of several
// sizes and compares the answers. That is the promise every stage must keep to be used with `replicas`.

#include <weir/testing.hpp>
#include <weir/testing_replicas.hpp>

#include <iostream>
#include <numeric>

/// Adds numbers up; those below a threshold are dropped and counted.
class Sum final : public weir::Transform<int, long> {
 public:
  struct Params {
    int threshold = 0;
  };
  static void describe(weir::Description<Params>& d) {
    d.param("threshold", &Params::threshold, "smallest number that counts").at_least(0);
  }
  explicit Sum(const Params& params) : params_(params) {}

  void process(std::span<int> items, weir::Output<long>&) override {
    for (const int item : items) {
      if (item < params_.threshold)
        ++dropped_;
      else
        sum_ += item;
    }
  }
  void finish(weir::Output<long>& out) override { out.push(sum_); }
  void counters(weir::Counters& counters) const override { counters.add("dropped", dropped_); }

 private:
  Params params_;
  long sum_ = 0;
  std::uint64_t dropped_ = 0;
};

std::string error_of(const char* params) {
  try {
    weir::testing::make<Sum>(params);
  } catch (const weir::ConfigError& error) {
    return error.diagnostics().front().message();
  }
  return "";
}

int main() {
  int failures = 0;
  const auto check = [&failures](bool holds, const char* sentence) {
    std::cout << (holds ? "ok: " : "FAILED: ") << sentence << '\n';
    if (!holds) ++failures;
  };

  const auto out = weir::testing::run(*weir::testing::make<Sum>("threshold: 3"), {1, 2, 3, 4, 5}, {.batch_size = 2});
  check(out.items() == std::vector<long>{12}, "numbers from the threshold on are added up");
  check(out.counters.at("dropped") == 2, "the others are counted");
  check(out.batches.size() == 4 && out.batches.back().size() == 1, "the sum is pushed by finish, after three calls of process");
  check(error_of("threshold: -1") == "param 'threshold': '-1' is too small; the smallest is 0", "a negative threshold is refused");

  std::vector<int> numbers(1000);
  std::iota(numbers.begin(), numbers.end(), 0);
  const auto total = [](const std::vector<long>& sums) { return std::accumulate(sums.begin(), sums.end(), 0L); };
  const auto same = weir::testing::same_at_any_replicas<Sum>({.threshold = 10}, numbers, total);
  check(bool(same), "the partial sums of any number of replicas add up to the same");
  return failures;
}
