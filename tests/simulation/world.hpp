#pragma once

#include <weir/waits.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "runtime/outside.hpp"
#include "simulation/random_graph.hpp"

namespace weir::simulation {

/// Something outside that a stage waits for, which happens some time.
struct Occasion {
  explicit Occasion(Waker its_waker, int its_descriptor = -1) : waker(std::move(its_waker)), descriptor(its_descriptor) {}

  std::atomic<bool> happened{false};
  std::atomic<bool> watched{false};  ///< in the simulated world
  const Waker waker;
  const int descriptor;  ///< becomes ready then
};

/// What is around a pipeline, as its stages see it.
class World {
 public:
  using Time = std::chrono::steady_clock::time_point;

  World() = default;
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  virtual ~World() = default;

  [[nodiscard]] virtual Time now() = 0;
  /// Will happen, and wakes by then.
  virtual std::shared_ptr<Occasion> expect(const Waker& waker) = 0;
};

/// A world that goes on only when the simulation says so.
class SimulatedWorld final : public World, public runtime::Outside {
 public:
  using Wake = std::function<void(runtime::Work)>;

  explicit SimulatedWorld(const runtime::Clock& clock) : clock_(clock) {}

  void on_wake(Wake wake) { wake_ = std::move(wake); }
  /// One wake arrives, or one thing happens. False when there is nothing to come.
  bool act(Random& random);
  /// What was wrong with how it was used, or nothing.
  [[nodiscard]] const std::string& wrong() const noexcept { return wrong_; }

  [[nodiscard]] Time now() override { return clock_.now(); }
  std::shared_ptr<Occasion> expect(const Waker& waker) override;
  [[nodiscard]] bool watch(runtime::Work replica, const detail::WaitRequest& request) override;
  void unwatch(const detail::WaitRequest& request) noexcept override;
  void wake(runtime::Work replica) noexcept override { wakes_.push_back(replica); }

 private:
  struct Coming {
    std::shared_ptr<Occasion> occasion;
    runtime::Work watcher{};
  };
  void let_happen(Coming& coming);
  Coming* find(int descriptor) noexcept;

  const runtime::Clock& clock_;
  Wake wake_;
  std::vector<Coming> coming_;        // by their descriptors
  std::vector<std::size_t> open_;     // those that have not happened
  std::vector<runtime::Work> wakes_;  // under way
  std::string wrong_;
};

/// A world with a thread of its own and with descriptors of the system.
class RealWorld final : public World {
 public:
  RealWorld() : thread_([this] { run(); }) {}
  ~RealWorld() override;

  [[nodiscard]] Time now() override { return std::chrono::steady_clock::now(); }
  std::shared_ptr<Occasion> expect(const Waker& waker) override;

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Occasion>> coming_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace weir::simulation
