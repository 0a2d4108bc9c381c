#include "simulation/simulation.hpp"

#include "catch.hpp"

TEST_CASE("20 000 seeded schedules of random graphs keep every invariant and every item") {
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    const std::string wrong = weir::simulation::simulate(seed);
    INFO("replay with: weir_simulation " << seed);
    REQUIRE(wrong == "");
  }
}
