#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <weir/plan.hpp>

#include "runtime/edge.hpp"
#include "runtime/executor.hpp"
#include "runtime/handoff.hpp"
#include "runtime/spin_lock.hpp"

namespace weir::runtime {

/// Decides which of a run's threads runs which work. It has no threads: whoever has some lends them, by one call of `work` for each
/// `request`.
///
/// A thread keeps what its activations enable, and runs it itself, the newest first: what that needs is in its cache. Another thread is
/// requested for work that is worth more than handing it on costs, and takes the oldest. So small work stays on one thread, however many
/// there are, and large work spreads. Nothing that is kept is forgotten (docs/design.md, "Which thread runs what").
class Scheduler {
 public:
  /// What it asks of who lends the threads. Both return before what they ask for is done.
  struct Lender {
    std::function<void()> request;  ///< some thread is to call `work` soon
    std::function<void()> watch;    ///< some thread is to call `look_after` after `kFirstLook`. Where it throws, nothing is kept any more
  };

  /// `threads`: the most that work at once. The engine must outlive it.
  Scheduler(Engine& engine, const Plan& plan, std::size_t threads, Lender lender);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();

  /// For a thread that was requested: works until nothing is left that is worth its while.
  void work() noexcept;
  /// Takes in what the activation under way on this thread has enabled so far. Requires: called within `work`.
  void keep(Work work) noexcept;
  /// Takes in what something from outside enabled. From any thread.
  void add(const Works& works);

  /// Offers to the other threads what a thread keeps during a call that turns out long. Returns in what time to look again, `kForever` when
  /// nothing is kept: `watch` will be called. From any thread, one at a time.
  [[nodiscard]] Nanoseconds look_after();
  static constexpr Nanoseconds kFirstLook{50'000};

  /// Works that no thread has begun. From any thread.
  [[nodiscard]] std::size_t kept() const noexcept;

 private:
  struct Slot;

  Slot* acquire();
  void release(Slot& slot) noexcept;
  void work_as(Slot& slot) noexcept;
  std::optional<Work> linger(Slot& slot) noexcept;
  [[nodiscard]] bool is_to_linger() const noexcept;
  std::optional<Work> look_once_more(Slot& slot) noexcept;
  bool hand_back(Slot& slot, Handoff& handoff) noexcept;
  void run(Work work, Slot& slot, Handoff& handoff);
  std::optional<Work> next(Slot& slot, Handoff& handoff) noexcept;
  std::optional<Work> take(Slot& slot) noexcept;
  std::optional<Work> steal(Slot& thief, bool thoroughly) noexcept;
  void put(Slot& slot, Work work) noexcept;
  void offer(Slot& slot) noexcept;
  void request_thread();
  void try_to_request_thread() noexcept;
  void have_watched() noexcept;
  bool rests();
  [[nodiscard]] bool worth_a_thread(const Work& work) const noexcept { return !(work.cost <= worth_.load(std::memory_order_relaxed)); }

  static constinit thread_local Slot* slot_of_thread;

  Engine& engine_;
  const std::size_t threads_;
  std::vector<bool> takes_turns_;  // for each stage
  std::size_t replicas_ = 0;       // of all stages
  const Lender lender_;
  std::atomic<double> worth_;  // nanoseconds that are worth another thread
  const std::size_t slot_count_;
  const std::unique_ptr<Slot[]> slots_;  // the first is of no thread: it has what came from outside
  Nanoseconds next_look_ = kFirstLook;
  SpinLock idle_lock_;
  std::vector<Slot*> idle_;                                 // slots without a thread
  alignas(kCacheLine) std::atomic<std::size_t> active_{0};  // threads that work, and those that are about to
  std::atomic<bool> watched_{false};
  std::atomic<bool> lingers_{false};  // a thread does
};

}  // namespace weir::runtime
