#include "synthetic/synthetic_work.hpp"

#include <cmath>

#include "split_mix.hpp"

namespace weir::stages {

namespace {

// The first number of SplitMix64 from a seed.
constexpr std::uint64_t first_of(std::uint64_t seed) {
  return split_mix(seed + kSplitMixStep);
}

// Uniform in [-1, 1).
double deviation(std::uint64_t seed, std::uint64_t number) {
  return static_cast<double>(first_of(first_of(seed) ^ number) >> 11) * 0x1p-52 - 1;
}

}  // namespace

void SyntheticWork::describe(Description<Params>& d) {
  using namespace std::chrono_literals;
  d.summary("Passes items on after keeping a processor busy for a while on each, for measuring.");
  d.details(
      "The work is a counted loop, calibrated when the run starts, not a wait for a clock: a thread that is put aside has still all of "
      "its work to do, so the total does not depend on replicas or workers. It takes the time asked for on a processor at the speed that "
      "it had at the start, to within a few percent; costs come in steps of 1 to 2 ns, and each item costs some 5 ns more. Jitter is by "
      "the item's number, so every run with the same seed does the same work, however it is spread.");
  d.example(
      "- name: work\n"
      "  kind: synthetic.work\n"
      "  inputs: [items]\n"
      "  replicas: 2\n"
      "  params: {cost: 50us, jitter: 0.2}\n");
  d.param("cost", &Params::cost, "processor time of an item, on average; 0s to 1h").required().range(0ns, 1h);
  d.param("jitter", &Params::jitter, "how far an item's cost may be from cost, as a share of it, 0 to 1; evenly spread").range(0, 1);
  d.param("seed", &Params::seed, "another seed gives other costs with the same spread");
}

std::chrono::nanoseconds SyntheticWork::cost_of(const Params& params, std::uint64_t number) noexcept {
  if (params.jitter == 0) return params.cost;
  const double factor = 1 + params.jitter * deviation(params.seed, number);
  return std::chrono::nanoseconds(std::llround(static_cast<double>(params.cost.count()) * factor));
}

void SyntheticWork::process(std::span<SyntheticItem> items, Output<SyntheticItem>& out) {
  for (const SyntheticItem item : items) {
    const auto cost = cost_of(params_, item.number);
    ProcessorWork::burn(work_.steps(cost));
    asked_ += static_cast<std::uint64_t>(cost.count());
    out.push(item);
  }
}

void SyntheticWork::counters(Counters& counters) const {
  counters.add("work_asked_ns", asked_);
}

}  // namespace weir::stages
