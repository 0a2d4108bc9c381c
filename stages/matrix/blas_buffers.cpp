#include "matrix/blas_buffers.hpp"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include <weir/error.hpp>
#include <weir/plan.hpp>

#include "system/address_space.hpp"

namespace weir::stages {

namespace {

// Other threads may ask for memory between the question whether there is room and the mapping.
constexpr std::size_t kSpare = 16 << 20;
constexpr std::size_t kMostBuffers = 128;  // in the table of Debian's OpenBLAS; beyond it, each one comes with a warning on stderr

std::size_t useful_calls() {
  static const std::size_t kCalls = std::min(available_cores(), kMostBuffers);
  return kCalls;
}

Error no_room(std::size_t had, std::size_t wanted) {
  return Error(fmt::format(
      "there is not enough memory for the buffers of OpenBLAS{}: each product that is computed at the same time takes {} of address "
      "space, and {} of {} fit; raise the limit, or compute with fewer replicas",
      address_space_limit(), memory_size(BlasBuffers::kBufferSize), had, wanted));
}

}  // namespace

void BlasBuffers::reserve(std::size_t calls) {
  const std::size_t wanted = std::clamp<std::size_t>(calls, 1, useful_calls());
  const std::lock_guard lock(growth_);
  if (mapped_ >= wanted) return;
  close_and_wait();
  try {
    map_up_to(wanted);
  } catch (...) {
    open();
    throw;
  }
  open();
}

// A call that is under way may or may not hold its buffer at this moment, so what would be mapped is known only while there is none.
void BlasBuffers::close_and_wait() noexcept {
  std::uint32_t state = state_.load();
  while (!state_.compare_exchange_weak(state, under_way(state))) {
  }
  for (state = state_.load(); state != 0; state = state_.load()) state_.wait(state);
}

void BlasBuffers::open() noexcept {
  state_.store(static_cast<std::uint32_t>(mapped_) * kOneAllowed);
  state_.notify_all();
}

void BlasBuffers::map_up_to(std::size_t wanted) {
  std::vector<void*> held;
  held.reserve(wanted);
  while (held.size() < wanted && (held.size() < mapped_ || has_room_for(kBufferSize + kSpare))) held.push_back(allocate_(0));
  for (void* const buffer : held) release_(buffer);
  mapped_ = held.size();
  if (mapped_ < wanted) throw no_room(mapped_, wanted);
}

void BlasBuffers::enter() {
  for (;;) {
    std::uint32_t state = state_.load();
    if (under_way(state) < allowed(state)) {
      if (state_.compare_exchange_weak(state, state + 1)) return;
    } else if (allowed(state) == 0) {
      reserve(1);
    } else {
      state_.wait(state);
    }
  }
}

void BlasBuffers::leave() noexcept {
  state_.fetch_sub(1);
  state_.notify_all();
}

}  // namespace weir::stages
