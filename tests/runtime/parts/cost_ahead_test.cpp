#include "runtime/cost_ahead.hpp"

#include "catch.hpp"
#include "edge_of.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

namespace {

StageTotals batches_of(std::uint64_t batches_in, std::uint64_t batches_out) {
  StageTotals totals;
  totals.batches_in = batches_in;
  totals.batches_out = batches_out;
  return totals;
}

/// A stage between edges of which the test says what comes after them.
struct CostedStage {
  CostedStage(std::size_t in_edges, std::size_t out_edges) : in(std::vector<EdgeSetup>(in_edges)), out(std::vector<EdgeSetup>(out_edges)) {}
  Edges in;
  Edges out;
  const std::vector<Edge*> all_in = in.all();
  const std::vector<Edge*> all_out = out.all();
  CostAhead cost{all_in, all_out};
};

}  // namespace

TEST_CASE("What a batch costs is not known before the first") {
  CostedStage stage(1, 1);
  CHECK(stage.cost.get() == std::numeric_limits<double>::infinity());
  stage.cost.measure(1us, 0, batches_of(0, 0));
  CHECK(stage.cost.get() == std::numeric_limits<double>::infinity());
  stage.cost.measure(1us, 1, batches_of(1, 1));
  CHECK(stage.cost.get() == 2'000 - 150);  // the call without a batch counts
}

TEST_CASE("A batch costs what all stages from there on take, beyond what handing it on would") {
  CostedStage stage(2, 2);
  stage.out[0].measured.ahead = 3'000;
  stage.out[1].measured.ahead = 500;
  stage.cost.measure(10us, 10, batches_of(10, 20));
  CHECK(stage.cost.get() == 1'000 - 150 + 3'500);
  CHECK(stage.in[0].measured.ahead == stage.cost.get());
  CHECK(stage.in[1].measured.ahead == stage.cost.get());
}

TEST_CASE("Later stages count for as many batches as are made of one") {
  CostedStage stage(1, 1);
  stage.out[0].measured.ahead = 1'000;
  stage.cost.measure(15us, 100, batches_of(100, 10));
  CHECK(stage.cost.get() == 100);
  CostedStage source(0, 2);
  source.out[0].measured.ahead = 1'000;
  source.cost.measure(10us, 10, batches_of(0, 20));
  CHECK(source.cost.get() == 1'000 - 150 + 1'000);
}

TEST_CASE("What comes after another output counts for as many batches as that gets") {
  CostedStage stage(1, 2);
  Edges named(std::vector<EdgeSetup>{{.output = 1}});
  std::vector<Edge*> out = stage.all_out;
  out.push_back(&named[0]);
  CostAhead cost(stage.all_in, out);
  named[0].measured.ahead = 30'000;
  const std::vector<Amount> made{{10}};
  StageTotals totals = batches_of(10, 30);
  totals.out.items = 45;
  totals.named_out = made;
  cost.measure(10us, 10, totals);
  CHECK(cost.get() == 1'000 - 150 + 30'000 * 0.3);  // of a hundred items on three edges, ten are on this one
}

TEST_CASE("Work that costs less than handing it on counts for nothing") {
  CostedStage stage(1, 0);
  stage.cost.measure(1us, 100, batches_of(100, 0));
  CHECK(stage.cost.get() == 0);
}

TEST_CASE("The stage before hears of changes that matter") {
  CostedStage stage(1, 0);
  stage.cost.measure(Nanoseconds(1'150), 1, batches_of(1, 0));
  CHECK(stage.in[0].measured.ahead == 1'000);
  stage.cost.measure(Nanoseconds(1'200), 1, batches_of(2, 0));
  CHECK(stage.in[0].measured.ahead == 1'000);
  stage.cost.measure(Nanoseconds(5'000), 1, batches_of(3, 0));
  CHECK(stage.in[0].measured.ahead == stage.cost.get());
}

}  // namespace weir::runtime
