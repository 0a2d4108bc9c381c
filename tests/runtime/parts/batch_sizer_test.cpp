#include "runtime/batch_sizer.hpp"

#include "catch.hpp"
#include "edge_of.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

namespace {

constexpr EdgeSetup kAuto{.batch_size = 4096, .auto_batch_size = true, .workers = 2};

StageTotals totals_of(std::uint64_t items_in, std::uint64_t items_out, std::optional<double> progress = std::nullopt) {
  StageTotals totals;
  totals.in.items = items_in;
  totals.out.items = items_out;
  totals.progress = progress;
  return totals;
}

std::vector<EdgeSetup> out_setups(std::size_t main, std::size_t named) {
  std::vector<EdgeSetup> setups(main + named, kAuto);
  for (std::size_t e = main; e < setups.size(); ++e) setups[e].output = 1;
  return setups;
}

/// A stage between edges that were measured as a test says.
struct SizedStage {
  /// `named` out-edges come on top, of another output.
  SizedStage(std::size_t in_edges, std::size_t out_edges, std::size_t named = 0)
      : in(std::vector<EdgeSetup>(in_edges, kAuto)), out(out_setups(out_edges, named)) {}
  Edges in;
  Edges out;
  const std::vector<Edge*> all_in = in.all();
  const std::vector<Edge*> all_out = out.all();
  BatchSizer sizer{all_in, all_out};
};

/// Of a stage with one out-edge.
std::size_t limit_of(const BatchSizer& sizer) {
  std::vector<detail::EdgeWriter> writers(1);
  sizer.set_limits(writers, {});
  return writers[0].limit;
}

}  // namespace

TEST_CASE("A stage tells those before it what an item costs the slowest from there on") {
  SizedStage stage(1, 2);
  stage.sizer.measure(1us, 10, 10, totals_of(10, 10));
  CHECK(stage.in[0].measured.demand == 100);
  CHECK(stage.in[0].measured.seen == 10);
  stage.out[0].measured.demand = 150;
  stage.out[1].measured.demand = 400;
  stage.sizer.measure(1us, 10, 10, totals_of(20, 20));
  CHECK(stage.in[0].measured.demand == 400);
  CHECK(stage.in[0].measured.seen == 20);
}

TEST_CASE("What later items cost counts for as many as are made of one") {
  SizedStage stage(1, 1);
  stage.out[0].measured.demand = 1'000;
  stage.sizer.measure(1us, 10, 5, totals_of(10, 5));
  CHECK(stage.in[0].measured.demand == 500);
}

TEST_CASE("A stage tells those after it what an item costs the slowest on its way there") {
  SizedStage stage(1, 1);
  stage.in[0].measured.supply = 1'000;
  stage.sizer.measure(1us, 10, 20, totals_of(10, 20));
  CHECK(stage.out[0].measured.supply == 500);
  stage.sizer.measure(99us, 10, 30, totals_of(20, 50));
  CHECK(stage.out[0].measured.supply == 2'000);
}

TEST_CASE("Where a slow and a fast stream meet, the fast one sets the pace") {
  SizedStage stage(2, 1);
  stage.in[0].measured.supply = 100'000;
  stage.in[1].measured.supply = 2'000;
  stage.sizer.measure(1us, 10, 10, totals_of(10, 10));
  CHECK(stage.out[0].measured.supply == 2'000);
}

TEST_CASE("A source tells how many items there will be from how far it has come") {
  SizedStage source(0, 1);
  source.sizer.measure(1us, 0, 50, totals_of(0, 50));
  CHECK(source.out[0].measured.total == Measured::kUnknown);
  source.sizer.measure(1us, 0, 50, totals_of(0, 100, 0.25));
  CHECK(source.out[0].measured.total == 400);
  CHECK(source.out[0].measured.supply == 20);
}

TEST_CASE("Where two counted streams meet, both count, and where one is not counted nothing is known") {
  SizedStage stage(2, 1);
  stage.in[0].measured.total = 300;
  stage.in[1].measured.total = 100;
  stage.sizer.measure(1us, 10, 20, totals_of(10, 20));
  CHECK(stage.out[0].measured.total == 800);
  stage.in[1].measured.total = Measured::kUnknown;
  stage.sizer.measure(1us, 10, 20, totals_of(20, 40));
  CHECK(stage.out[0].measured.total == Measured::kUnknown);
}

TEST_CASE("A batch holds no more than has been seen, than the slowest stage is worth, or than leaves each worker four") {
  SizedStage source(0, 1);
  Measured& measured = source.out[0].measured;
  CHECK(limit_of(source.sizer) == 1);
  measured.seen = 1'000'000;
  CHECK(limit_of(source.sizer) == 4096);
  measured.seen = 300;
  CHECK(limit_of(source.sizer) == 300);
  measured.demand = 500;
  CHECK(limit_of(source.sizer) == 200);
  measured.supply = 20'000;
  CHECK(limit_of(source.sizer) == 10);
  measured.demand = 0;
  measured.supply = 0;
  measured.total = 80;
  CHECK(limit_of(source.sizer) == 10);
}

TEST_CASE("A size that the file sets does not change") {
  const auto edge = edge_of({.batch_size = 7});
  edge->measured.seen = 3;
  edge->measured.demand = 1'000'000;
  const std::vector<Edge*> out{edge.get()};
  CHECK(limit_of(BatchSizer({}, out)) == 7);
}

TEST_CASE("The limits of a replica follow the most that any of its edges is worth") {
  SizedStage stage(0, 2);
  std::vector<detail::EdgeWriter> writers(2);
  for (const Edge* edge : stage.all_out) const_cast<Edge*>(edge)->measured.seen = 1'000;
  stage.out[1].measured.demand = 1'000;
  stage.sizer.set_limits(writers, totals_of(0, 1'000));
  CHECK(writers[0].limit == 100);
  CHECK(writers[1].limit == 100);
}

TEST_CASE("A slow reader of another output counts for as many items as that gets") {
  SizedStage stage(1, 1, 1);
  const std::vector<Amount> named{{10}};
  StageTotals totals = totals_of(1'000, 990);
  totals.named_out = named;
  for (const Edge* edge : stage.all_out) const_cast<Edge*>(edge)->measured.seen = 1'000;
  stage.out[1].measured.demand = 198'000;
  stage.sizer.measure(1us, 1'000, 1'000, totals);
  CHECK(stage.in[0].measured.demand == 1'980);
  std::vector<detail::EdgeWriter> writers(2);
  stage.sizer.set_limits(writers, totals);
  CHECK(writers[0].limit == 100);
  CHECK(writers[1].limit == 1);
  CHECK(stage.out[1].measured.supply == 100);  // a tenth of a microsecond of work for each, and it gets one in a hundred
}

}  // namespace weir::runtime
