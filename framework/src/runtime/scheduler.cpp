#include "runtime/scheduler.hpp"

#include <algorithm>
#include <limits>
#include <mutex>
#include <span>
#include <utility>

#include "runtime/engine.hpp"
#include "runtime/scheduler_slot.hpp"

namespace weir::runtime {

namespace {

// More calls of `work` at once than threads happen only where a thread that waits in the middle of one, in an item's own code, is lent
// again.
constexpr std::size_t kSpareSlots = 4;
// Before it has made as many calls a thread offers all that it keeps: a run that is over so soon does not need another thread that looks.
constexpr std::uint32_t kFirstCalls = 256;
// So long a thread goes on before it returns to who lent it, which may want it elsewhere.
constexpr Nanoseconds kStretch{5'000'000};
// A thread that always has turns of its own looks at what others have as often as this.
constexpr std::uint32_t kTurnsBetweenLooks = 32;

}  // namespace

constinit thread_local Scheduler::Slot* Scheduler::slot_of_thread = nullptr;

Scheduler::Scheduler(Engine& engine, const Plan& plan, std::size_t threads, Lender lender)
    : engine_(engine),
      threads_(threads),
      lender_(std::move(lender)),
      worth_(threads > 1 ? kWorthAThread : std::numeric_limits<double>::infinity()),
      slot_count_(1 + threads + kSpareSlots),
      slots_(std::make_unique<Slot[]>(slot_count_)) {
  for (const PlannedStage& stage : plan.stages) {
    // These can go on for ever with the input that they have.
    takes_turns_.push_back(stage.role == Role::source || stage.role == Role::expander);
    replicas_ += stage.replicas;
  }
  slots_[0].open = true;  // for ever
  slots_[0].works.reserve(replicas_);
  idle_.reserve(slot_count_);
  for (std::size_t i = slot_count_; --i > 0;) idle_.push_back(&slots_[i]);
}

Scheduler::~Scheduler() = default;

void Scheduler::work() noexcept {
  Slot* slot = nullptr;
  try {
    slot = acquire();
  } catch (...) {
    engine_.fail(std::current_exception());
  }
  if (slot == nullptr) {
    active_.fetch_sub(1);
    return;
  }
  Slot* const outer = std::exchange(slot_of_thread, slot);
  work_as(*slot);
  slot_of_thread = outer;
  release(*slot);
}

void Scheduler::work_as(Slot& slot) noexcept {
  Handoff handoff(engine_);
  handoff.hurry = &slot.hurry;
  StopwatchTime begun = handoff.time();
  for (std::optional<Work> work = take(slot);; work = next(slot, handoff)) {
    if (!work) work = linger(slot);
    if (!work) work = look_once_more(slot);
    if (!work) return;
    run(*work, slot, handoff);
    if (handoff.time() - begun <= kStretch) continue;
    if (hand_back(slot, handoff)) return;
    begun = handoff.time();
  }
}

// First gone, then a thorough look: who keeps something worth a thread either is seen here or sees that a thread is missing.
std::optional<Work> Scheduler::look_once_more(Slot& slot) noexcept {
  active_.fetch_sub(1);
  std::optional<Work> work = steal(slot, true);
  if (work) active_.fetch_add(1);
  return work;
}

// What it keeps goes to whoever is lent next, who counts in its place. False where that is not to be had: then it goes on.
bool Scheduler::hand_back(Slot& slot, Handoff& handoff) noexcept {
  for (const Work work : handoff.next) put(slot, work);
  handoff.next.clear();
  {
    Slot& outside = slots_[0];
    const std::scoped_lock lock(slot.lock, outside.lock);
    if (slot.empty()) return false;
    for (std::vector<Work>* works : {&slot.turns, &slot.works}) {
      outside.works.insert(outside.works.end(), works->begin(), works->end());
      works->clear();
    }
    slot.note_size();
    outside.note_size();
  }
  try {
    lender_.request();
    return true;
  } catch (...) {
    return false;
  }
}

// Room for all the work there can be: so nothing that keeps work can fail.
Scheduler::Slot* Scheduler::acquire() {
  Slot* slot = nullptr;
  {
    const std::lock_guard lock(idle_lock_);
    if (idle_.empty()) return nullptr;
    slot = idle_.back();
    idle_.pop_back();
  }
  try {
    const std::lock_guard lock(slot->lock);
    slot->works.reserve(replicas_);
    slot->turns.reserve(replicas_);
    slot->used.store(true, std::memory_order_relaxed);
  } catch (...) {
    release(*slot);
    throw;
  }
  return slot;
}

void Scheduler::release(Slot& slot) noexcept {
  slot.used.store(false, std::memory_order_relaxed);
  const std::lock_guard lock(idle_lock_);
  idle_.push_back(&slot);
}

void Scheduler::run(Work work, Slot& slot, Handoff& handoff) {
  const std::uint32_t calls = slot.calls.load(std::memory_order_relaxed) + 1;
  slot.calls.store(calls, std::memory_order_relaxed);
  if (threads_ > 1 && calls >= kFirstCalls) have_watched();
  if (slot.hurry.load(std::memory_order_relaxed)) slot.hurry.store(false, std::memory_order_relaxed);
  if (worth_a_thread(work)) offer(slot);
  const bool divides = threads_ > 1 && !watched_.load(std::memory_order_relaxed) && engine_.divides(work);
  if (divides) {
    slot.divides.store(true, std::memory_order_relaxed);
    try_to_request_thread();
  }
  engine_.activate(work, handoff);
  if (divides) slot.divides.store(false, std::memory_order_relaxed);
  if (!slot.open.load(std::memory_order_relaxed)) return;
  const std::lock_guard lock(slot.lock);
  slot.open = false;
}

// Until its call is over, all that its thread keeps may be taken.
void Scheduler::offer(Slot& slot) noexcept {
  bool holds = false;
  {
    const std::lock_guard lock(slot.lock);
    slot.open = true;
    holds = !slot.empty();
  }
  if (holds) try_to_request_thread();
}

void Scheduler::request_thread() {
  if (active_.load() >= threads_) return;
  active_.fetch_add(1);
  try {
    lender_.request();
  } catch (...) {
    active_.fetch_sub(1);
    throw;
  }
}

// For what a working thread keeps: without another, it does that itself.
void Scheduler::try_to_request_thread() noexcept {
  try {
    request_thread();
  } catch (...) {
  }
}

std::optional<Work> Scheduler::next(Slot& slot, Handoff& handoff) noexcept {
  Works& enabled = handoff.next;
  if (enabled.empty()) return take(slot);
  const Work nearest = enabled.back();
  enabled.pop_back();
  for (const Work work : enabled) put(slot, work);
  enabled.clear();
  if (!takes_turns_[nearest.stage]) return nearest;
  put(slot, nearest);
  return take(slot);
}

// Turns last: what the others wait for comes first.
std::optional<Work> Scheduler::take(Slot& slot) noexcept {
  {
    const std::lock_guard lock(slot.lock);
    if (auto work = slot.take_newest()) return work;
    const bool outside = slots_[0].size.load(std::memory_order_relaxed) > 0 && !slot.takes_turn;
    slot.takes_turn = outside;
    if (!outside && ++slot.turns_taken % kTurnsBetweenLooks != 0) {
      if (auto work = slot.take_turn()) return work;
    }
  }
  if (auto work = steal(slot, false)) return work;
  const std::lock_guard lock(slot.lock);
  return slot.take_turn();
}

std::optional<Work> Scheduler::steal(Slot& thief, bool thoroughly) noexcept {
  // What came from outside first; then one after another, so that no thread's work is passed over for ever.
  for (std::size_t i = 0; i < slot_count_; ++i) {
    Slot& slot = slots_[i == 0 ? 0 : 1 + (thief.next_victim + i) % (slot_count_ - 1)];
    if (&slot == &thief || (!thoroughly && slot.size.load(std::memory_order_relaxed) == 0)) continue;
    std::unique_lock lock(slot.lock);
    const auto wanted = [&](const Work& work) { return slot.open.load(std::memory_order_relaxed) || worth_a_thread(work); };
    auto work = slot.take_oldest(slot.works, wanted);
    if (!work) work = slot.take_oldest(slot.turns, wanted);
    if (!work) continue;
    const bool more = slot.open.load(std::memory_order_relaxed) && !slot.empty();
    lock.unlock();
    thief.next_victim += i;
    if (more) try_to_request_thread();
    return work;
  }
  return std::nullopt;
}

void Scheduler::put(Slot& slot, Work work) noexcept {
  if (slot.calls.load(std::memory_order_relaxed) < kFirstCalls) work.cost = std::numeric_limits<double>::infinity();
  bool open = false;
  {
    const std::lock_guard lock(slot.lock);
    (takes_turns_[work.stage] ? slot.turns : slot.works).push_back(work);
    slot.note_size();
    open = slot.open.load(std::memory_order_relaxed);
  }
  if (open || worth_a_thread(work)) try_to_request_thread();
  if (threads_ > 1 && !worth_a_thread(work)) have_watched();
}

void Scheduler::keep(Work work) noexcept {
  put(*slot_of_thread, work);
}

void Scheduler::add(const Works& works) {
  if (works.empty()) return;
  {
    Slot& outside = slots_[0];
    const std::lock_guard lock(outside.lock);
    outside.works.insert(outside.works.end(), works.begin(), works.end());
    outside.note_size();
  }
  request_thread();
}

std::size_t Scheduler::kept() const noexcept {
  std::size_t kept = 0;
  for (const Slot& slot : std::span(slots_.get(), slot_count_)) kept += slot.size.load(std::memory_order_relaxed);
  return kept;
}

}  // namespace weir::runtime
