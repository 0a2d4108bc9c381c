#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/outside.hpp"
#include "runtime/poller.hpp"

namespace weir::runtime {

/// What reaches a run from outside: a host that pushes or pulls, a drain, a stop, batches that have waited long enough, and what stages
/// wait for: descriptors, times and their own threads. All of it goes through one thread of the run's own, because a thread that once calls
/// oneTBB stays attached to its default arena: a host's threads must not be changed by a push.
///
/// All but `begin` and `end` may be called from any thread. But for `watch` they cannot fail: what they need has been made by then.
class EventLoop final : public Outside {
 public:
  /// Calls a function that enables work, and has that work run.
  using RunEvent = std::function<void(const std::function<void(Works&)>&)>;

  /// All must outlive it.
  EventLoop(RunEvent run_event, Engine& engine, const Plan& plan) : run_event_(std::move(run_event)), engine_(engine), plan_(plan) {}
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;
  ~EventLoop() override { end(); }

  /// Makes the thread and all it needs, without which nothing of the following reaches the engine. Throws `Error` when that cannot be had.
  void begin();
  /// Sources end as if exhausted.
  void drain() noexcept;
  /// Lets go of all that waits, after a stop.
  void stop() noexcept;
  /// `Engine::flush_due` is wanted at that time.
  void flush_at(SteadyTime time) noexcept;
  /// Ends the thread; nothing reaches the engine any more.
  void end() noexcept;

  [[nodiscard]] bool watch(Work replica, const detail::WaitRequest& request) override;
  void unwatch(const detail::WaitRequest& request) noexcept override;
  /// The host has done what a stage waits for, or a thread of the stage's own has.
  void wake(Work replica) noexcept override;

 private:
  /// What has been asked for since the thread looked the last time.
  struct Requests {
    void make_room(std::size_t replicas);
    void clear() noexcept;

    std::vector<bool> is_woken;      // of each replica
    std::vector<std::size_t> woken;  // those
    bool drain = false;
    bool stop = false;
  };
  template <class F>
  void request(F add) noexcept;
  void set(SteadyTime time) noexcept;
  void run() noexcept;
  [[nodiscard]] bool take_requests() noexcept;
  void serve(std::span<const std::uint64_t> ready) noexcept;

  const RunEvent run_event_;
  Engine& engine_;
  const Plan& plan_;
  std::vector<Work> replicas_;           // of all stages, from `begin` on, as the next: most runs need none of it
  std::vector<std::size_t> first_;       // of each stage, among them
  std::mutex mutex_;                     // of the next
  SteadyTime time_ = SteadyTime::max();  // when the thread is to wake next
  Requests requests_;
  bool begun_ = false;
  bool ended_ = false;
  Requests served_;  // of the thread
  Poller poller_;
  std::thread thread_;
};

}  // namespace weir::runtime
