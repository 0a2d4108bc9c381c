#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include "edge_of.hpp"
#include "runtime/gate.hpp"

namespace weir::runtime {

using namespace std::chrono_literals;

class StandingClock final : public Clock {
 public:
  [[nodiscard]] SteadyTime now() const noexcept override { return SteadyTime(time); }
  [[nodiscard]] StopwatchTime stopwatch() const noexcept override { return StopwatchTime(time); }
  void pause() const noexcept override {}
  Nanoseconds time{1s};
};

/// A stage of some replicas between edges. Its calls do what the test says between the hand-out and `settle`.
struct Script {
  Script(PlannedStage its_stage, const std::vector<EdgeSetup>& in_setups, const std::vector<EdgeSetup>& out_setups)
      : in(in_setups), out(out_setups), stage(std::move(its_stage)), gate(stage, 0, in.all(), out.all(), {pool, clock, stop}) {
    for (std::size_t r = 0; r < stage.replicas; ++r) gate.add(std::make_unique<NoStage>());
    gate.start(now(), works);
  }

  [[nodiscard]] StopwatchTime now() const { return clock.stopwatch(); }
  void pass(Nanoseconds time) { clock.time += time; }

  bool put(std::size_t edge, std::size_t batches = 1) {
    std::vector<Batch*> all;
    for (; batches > 0; --batches) all.push_back(batch_of(pool, 1));
    return gate.put(in[edge], all, home, now(), works);
  }
  void close(std::size_t edge) { gate.close(in[edge], now(), works); }
  /// What the thread does that knows that the stage has had enough. Returns how many batches were queued.
  std::size_t have_enough() {
    if (!gate.have_enough()) return 0;
    std::vector<Batch*> queued;
    for (Edge* edge : in.all()) gate.take_queued(*edge, queued);
    gate.wake(now(), works);
    return queued.size();
  }
  void give_back(std::size_t edge) {
    std::vector<Batch*> none;
    gate.give_back(out[edge], {.credits = 1}, none, now(), works);
  }

  /// The replicas handed out since the last look.
  std::vector<std::uint32_t> handed_out() {
    std::vector<std::uint32_t> replicas;
    for (const Work work : works) replicas.push_back(work.replica);
    works.clear();
    return replicas;
  }

  /// What the thread of a replica does: uses its input up, pushes, and settles.
  Settled run(std::uint32_t replica, std::initializer_list<int> pushed = {}) {
    ReplicaWork& work = gate.work_of(replica);
    while (work.in_hand.any()) {
      ++(gate.has_enough() ? work.tally.batches_dropped : work.tally.batches_in);
      work.in_hand.use_up_front();
    }
    std::fill(work.in_hand.owed.begin(), work.in_hand.owed.end(), Home());
    if (work.finishing) work.finish_called = true;
    for (std::size_t e = 0; e < work.outputs.writers().size(); ++e) fill(work.outputs.writer(e), pushed);
    Settled settled;
    do {
      work.outputs.cut();
      for (auto& writer : work.outputs.writers()) sent += std::exchange(writer.sealed, {}).size();
      settled = gate.settle(work, now(), works);
    } while (settled.next == NextStep::cut);
    return settled;
  }

  std::vector<Batch*> home;  // batches whose credits came home while their replica's input was put
  BatchPool pool;
  detail::StopFlag stop;
  StandingClock clock;
  Edges in;
  Edges out;
  const PlannedStage stage;
  Gate gate;
  Works works;
  std::size_t sent = 0;
};

inline PlannedStage stage_of(std::size_t replicas, bool ordered = false) {
  PlannedStage stage;
  stage.name = "stage";
  stage.role = Role::transform;
  stage.replicas = replicas;
  stage.ordered = ordered;
  return stage;
}

using Replicas = std::vector<std::uint32_t>;

}  // namespace weir::runtime
