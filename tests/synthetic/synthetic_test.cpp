#include <cmath>
#include <numeric>

#include <weir/registry.hpp>
#include <weir/testing.hpp>

#include "catch.hpp"
#include "register.hpp"
#include "synthetic/synthetic_discard.hpp"
#include "synthetic/synthetic_items.hpp"
#include "synthetic/synthetic_work.hpp"

using namespace weir::stages;
using namespace std::chrono_literals;

namespace {

const ProcessorWork kNoWork(0);  // costs are counted, nothing is burnt

// Feeds each item to the replica that `choose` names; returns the work that was asked of all of them.
template <class Choose>
std::uint64_t work_asked(const SyntheticWork::Params& params, std::uint64_t items, std::size_t replicas, Choose choose) {
  std::vector<std::unique_ptr<SyntheticWork>> stages;
  for (std::size_t i = 0; i < replicas; ++i) stages.push_back(std::make_unique<SyntheticWork>(params, kNoWork));
  weir::testing::Collector<SyntheticItem> out(items + 1);
  for (std::uint64_t number = 0; number < items; ++number) {
    SyntheticItem item{number};
    stages[choose(number)]->process(std::span(&item, 1), out.output());
  }
  weir::Counters counters;
  for (const auto& stage : stages) stage->counters(counters);
  return counters.totals().at("work_asked_ns");
}

}  // namespace

TEST_CASE("Items are numbered from 0 and there are as many as asked for") {
  for (const std::uint64_t count : {0u, 1u, 2u, 1000u}) {
    SyntheticItems source({count});
    const auto items = weir::testing::drain(source, 7);
    REQUIRE(items.size() == count);
    for (std::uint64_t i = 0; i < count; ++i) CHECK(items[i].number == i);
    CHECK(source.progress() == 1.0);
  }
}

TEST_CASE("A source of items stops when the queues after it are full") {
  SyntheticItems source({10});
  weir::testing::Collector<SyntheticItem> out(4);
  CHECK(source.produce(out.output()) == weir::Next::again);
  CHECK(out.take().size() == 4);
  CHECK(source.progress() == 0.4);
}

TEST_CASE("Work passes every item on, in its order") {
  SyntheticWork work({100ns, 0.5, 1});
  std::vector<SyntheticItem> items(50);
  for (std::size_t i = 0; i < items.size(); ++i) items[i].number = i * i;
  weir::testing::Collector<SyntheticItem> out(100);
  work.process(items, out.output());
  const auto passed = out.take();
  REQUIRE(passed.size() == 50);
  for (std::size_t i = 0; i < passed.size(); ++i) CHECK(passed[i].number == i * i);
}

TEST_CASE("The total work is the same however the items are spread over replicas") {
  const SyntheticWork::Params params{50us, 0.9, 3};
  const auto alone = work_asked(params, 1000, 1, [](std::uint64_t) { return 0; });
  CHECK(work_asked(params, 1000, 4, [](std::uint64_t number) { return number % 4; }) == alone);
  CHECK(work_asked(params, 1000, 7, [](std::uint64_t number) { return number * number % 7; }) == alone);
  CHECK(work_asked({50us, 0.9, 4}, 1000, 1, [](std::uint64_t) { return 0; }) != alone);
}

TEST_CASE("Without jitter every item costs the same") {
  for (const std::uint64_t number : {0u, 1u, 99u}) CHECK(SyntheticWork::cost_of({50us, 0, 1}, number) == 50us);
}

TEST_CASE("With jitter costs are spread evenly around the cost and never leave their range") {
  for (const double jitter : {0.01, 0.5, 1.0}) {
    double sum = 0, squares = 0;
    for (std::uint64_t number = 0; number < 20'000; ++number) {
      const double share = static_cast<double>(SyntheticWork::cost_of({1ms, jitter, 1}, number).count()) / 1e6 - 1;
      REQUIRE(std::abs(share) <= jitter + 1e-6);
      sum += share;
      squares += share * share;
    }
    CHECK(sum / 20'000 == Approx(0).margin(0.02 * jitter));  // five standard deviations
    CHECK(squares / 20'000 == Approx(jitter * jitter / 3).epsilon(0.05));
  }
}

TEST_CASE("Steps grow in proportion to the time, and none are done for none") {
  const ProcessorWork work(0.75);
  CHECK(work.steps(0ns) == 0);
  CHECK(work.steps(4ns) == 3);
  CHECK(work.steps(1s) == 750'000'000);
  CHECK(ProcessorWork::calibrated().steps(1ms) > 1000);        // a processor of 1 MHz
  CHECK(ProcessorWork::calibrated().steps(1ms) < 10'000'000);  // one of 10 GHz
}

TEST_CASE("Discard takes what it is given, of any type") {
  CHECK(weir::testing::run(SyntheticDiscard({}), std::vector<std::string>{"one", "two"}).calls == 2);
  CHECK(weir::testing::run(SyntheticDiscard({}), std::vector<double>{1}).calls == 1);
}

TEST_CASE("Params of the synthetic kinds are checked") {
  weir::Registry registry;
  register_synthetic(registry);
  const auto errors = [&](const std::string& cost, const std::string& jitter) {
    weir::Value params;
    params["cost"] = weir::Value(cost);
    params["jitter"] = weir::Value(jitter);
    std::vector<weir::Diagnostic> diagnostics;
    registry.find("synthetic.work")->bind(params, diagnostics);
    return diagnostics.empty() ? "" : diagnostics.front().message();
  };
  CHECK(errors("50us", "0.5") == "");
  CHECK(errors("2h", "0.5") != "");
  CHECK(errors("50us", "1.5") == "param 'jitter': '1.5' is too large; the largest is 1");
  CHECK(errors("50us", "-0.5") == "param 'jitter': '-0.5' is too small; the smallest is 0");
  CHECK(errors("50", "0.5") != "");
  REQUIRE(registry.kinds().size() == 3);
  for (const weir::Kind* kind : registry.kinds()) CHECK(kind->info.example.find("kind: " + kind->name) != std::string::npos);
}
