// What the scheduler does about calls that were expected to be short, and are long.

#include <algorithm>
#include <exception>
#include <mutex>
#include <span>
#include <utility>

#include "runtime/scheduler_slot.hpp"

namespace weir::runtime {

namespace {

// A look takes some 10 µs of a core, and steady work needs none: while nothing is found, looks become this rare.
constexpr Nanoseconds kRarestLook{1'000'000};
// An activation aims at 100 µs: only one that has taken as long as this between two looks is out of the ordinary.
constexpr Nanoseconds kOutOfTheOrdinary{200'000};

}  // namespace

void Scheduler::have_watched() noexcept {
  if (watched_.load(std::memory_order_relaxed) || watched_.exchange(true)) return;
  try {
    lender_.watch();
  } catch (const std::exception&) {
    // Without a thread to look after kept work, all of it is offered from now on. What other threads have kept waits for their calls.
    worth_ = -1;
    try_to_request_thread();
  }
}

// In the first calls of a run nobody looks after the others, since a thread for that takes longer to make than many a run. So a thread
// without work does, as long as a call may be within the ordinary, where there is one of which others could have a part.
std::optional<Work> Scheduler::linger(Slot& slot) noexcept {
  if (!is_to_linger() || lingers_.exchange(true)) return std::nullopt;
  std::optional<Work> work;
  const StopwatchTime end = engine_.clock().stopwatch() + kOutOfTheOrdinary;
  while (!work && is_to_linger()) {
    engine_.clock().pause();
    work = steal(slot, false);
    if (engine_.clock().stopwatch() >= end) have_watched();
  }
  lingers_ = false;
  return work;
}

bool Scheduler::is_to_linger() const noexcept {
  if (watched_.load(std::memory_order_relaxed)) return false;
  const std::span slots(slots_.get(), slot_count_);
  return std::any_of(slots.begin(), slots.end(), [](const Slot& slot) { return slot.divides.load(std::memory_order_relaxed); });
}

Nanoseconds Scheduler::look_after() {
  bool any = false;
  bool offered = false;
  for (Slot& slot : std::span(slots_.get(), slot_count_)) {
    const std::uint32_t calls = slot.calls.load(std::memory_order_relaxed);
    const bool moves = std::exchange(slot.calls_seen, calls) != calls;
    const bool holds = slot.size.load(std::memory_order_relaxed) > 0;
    const bool is_long = !moves && next_look_ >= kOutOfTheOrdinary;
    if (is_long) slot.hurry.store(true, std::memory_order_relaxed);
    any = any || moves || holds || (slot.used.load(std::memory_order_relaxed) && !is_long);
    if (!holds || moves || slot.open.load(std::memory_order_relaxed)) continue;
    offer(slot);
    offered = true;
  }
  if (!any && rests()) return kForever;
  next_look_ = offered ? kFirstLook : std::min(2 * next_look_, kRarestLook);
  return next_look_;
}

// From now on, who keeps something has it watched; what was kept before is seen here.
bool Scheduler::rests() {
  watched_ = false;
  next_look_ = kFirstLook;
  for (Slot& slot : std::span(slots_.get(), slot_count_)) {
    const std::lock_guard lock(slot.lock);
    if (!slot.empty()) return watched_.exchange(true);
  }
  return true;
}

}  // namespace weir::runtime
