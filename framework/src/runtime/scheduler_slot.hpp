#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "runtime/scheduler.hpp"

namespace weir::runtime {

/// What a thread keeps, within reach of the others. Under its lock, but for the atomics and what only its own thread uses.
struct alignas(kCacheLine) Scheduler::Slot {
  SpinLock lock;
  std::atomic<bool> open{false};  // its thread is in a long call: others may take all. Written under the lock
  std::vector<Work> works;        // the newest last
  std::vector<Work> turns;        // of stages that take turns, after all other work: the first goes first
  std::uint32_t turns_taken = 0;
  bool takes_turn = false;              // what came from outside went before its turns the last time
  std::size_t next_victim = 0;          // where it looks first for work of others
  std::uint32_t calls_seen = 0;         // when it was last looked after
  std::atomic<std::uint32_t> calls{0};  // that its thread has begun
  std::atomic<bool> hurry{false};       // the call under way has turned out long
  std::atomic<bool> used{false};        // it has a thread
  std::atomic<bool> divides{false};     // others could have a part of what the call under way works on, and nobody looks after that
  std::atomic<std::size_t> size{0};     // of both together, for a look without the lock

  [[nodiscard]] bool empty() const noexcept { return works.empty() && turns.empty(); }
  void note_size() noexcept { size.store(works.size() + turns.size(), std::memory_order_relaxed); }

  std::optional<Work> take_newest() noexcept {
    if (works.empty()) return std::nullopt;
    const Work work = works.back();
    works.pop_back();
    note_size();
    return work;
  }
  std::optional<Work> take_turn() noexcept {
    return take_oldest(turns, [](const Work&) { return true; });
  }
  template <class F>
  std::optional<Work> take_oldest(std::vector<Work>& from, F wanted) noexcept {
    const auto it = std::find_if(from.begin(), from.end(), wanted);
    if (it == from.end()) return std::nullopt;
    const Work work = *it;
    from.erase(it);
    note_size();
    return work;
  }
};

}  // namespace weir::runtime
