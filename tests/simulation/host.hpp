#pragma once

#include <weir/detail/host_queue.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "runtime/engine.hpp"
#include "simulation/random_graph.hpp"

namespace weir::simulation {

/// The host of one run of a random graph: it pushes what the inlets are to bring and pulls from the outlets, either one step at a time or
/// on threads of its own.
class Host {
 public:
  using Wake = std::function<void(std::size_t stage)>;

  Host(const Graph& graph, const Plan& plan, Record& record);
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() { let_go(); }

  [[nodiscard]] runtime::Engine::HostQueues host_queues() const { return host_queues_; }
  /// What to do when a stage is to be woken; before the start.
  void on_wake(const Wake& wake);

  /// Pushes, pulls or closes once, wherever chance has it. False when there was nothing that could be done.
  bool act(Random& random);
  /// Closes every inlet.
  void close();

  /// A thread for each inlet, which pushes all, and one for each outlet.
  void start_threads();
  /// The run is over: nobody is woken any more, the threads end.
  void let_go();

 private:
  struct Meeting {
    std::shared_ptr<detail::InletQueue<Item>> inlet;
    std::shared_ptr<detail::OutletQueue<Item>> outlet;
    std::vector<std::uint64_t> values;  // to be pushed
    std::size_t next = 0;
    std::atomic<std::size_t>* sent = nullptr;   // of an inlet
    Seen* seen = nullptr;                       // of an outlet
    std::optional<std::size_t> enough_after{};  // of an outlet: items after which it is closed
    bool abandoned = false;

    [[nodiscard]] bool has_enough() const { return enough_after && seen->values.size() >= *enough_after; }
  };
  static bool push(Meeting& meeting);
  static bool pull(Meeting& meeting);
  static bool abandon(Meeting& meeting);
  static void keep(Meeting& meeting, const Item& item);

  std::vector<std::shared_ptr<detail::HostQueue>> host_queues_;
  std::vector<Meeting> meetings_;
  std::vector<std::thread> threads_;
};

}  // namespace weir::simulation
