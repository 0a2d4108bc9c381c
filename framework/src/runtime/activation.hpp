#pragma once

#include "runtime/engine.hpp"
#include "runtime/handoff.hpp"

namespace weir::runtime {

/// One run of one replica, on the thread that got the work: gives credits back, calls the stage, puts what it made into the queues, and
/// settles.
class Activation {
 public:
  Activation(Engine& engine, Work work, Handoff& handoff);

  /// What it enabled is then in `handoff.next`. An exception of the stage's code is the engine's to keep; one from elsewhere (the move of
  /// an item, memory that ran out) comes out of here.
  void run();

 private:
  // One activation should last about this long: its cost, some 200 ns, is small beside it, and slow batches still move one by one, so that
  // a queue of them spreads over the replicas. (docs/decisions/0002)
  static constexpr Nanoseconds kLength{100'000};

  void return_credits();
  void tell_producers();
  [[nodiscard]] Error too_many_rejects(const std::string& last) const;
  void call();
  detail::CallResult advance(Batch& input);
  void count_rows(std::uint64_t left) noexcept;
  void make_calls();
  void use_up_front();
  void begin_wait();
  [[nodiscard]] bool goes_on_after(detail::CallResult result, StopwatchTime started);
  [[nodiscard]] bool goes_on_idle();
  [[nodiscard]] bool trickles(StopwatchTime started) const;
  void note_enough();
  [[nodiscard]] bool make_calls_without_input();
  void make_last_call();
  void drop_unwanted();
  bool shares_input();
  void share_front();
  void make_source_calls();
  [[nodiscard]] bool may_have_ended() const;
  void set_timer();
  void after_calls(std::uint64_t batches_before, Nanoseconds busy);
  void size_bulk(std::uint64_t batches, Nanoseconds busy);
  void note_exception();
  void uncount_call() noexcept;

  Engine& engine_;
  Gate& gate_;
  ReplicaWork& work_;
  Handoff& handoff_;
  bool had_enough_ = false;  // the stage has just said so
};

}  // namespace weir::runtime
