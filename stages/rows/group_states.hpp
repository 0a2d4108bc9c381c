#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>

#include <weir/column_values.hpp>

#include "system/memory_budget.hpp"

namespace weir::stages {

/// An array with a state for each group, whose bytes are all zero at first. One thread at a time.
template <class State>
class GroupStates {
  static_assert(std::is_trivially_copyable_v<State>);

 public:
  /// Its memory is taken from `budget`, which outlives it.
  explicit GroupStates(MemoryBudget& budget) noexcept : budget_(budget) {}

  /// Throws `MemoryError` or `std::bad_alloc`, and then has the size that it had.
  void resize(std::size_t size) {
    if (size > capacity_) grow(size < kFirst ? kFirst : 2 * size);
    if (size > size_) std::memset(static_cast<void*>(states_.get() + size_), 0, (size - size_) * sizeof(State));
    size_ = size;
  }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] State& operator[](std::size_t group) noexcept { return states_.get()[group]; }
  [[nodiscard]] const State& operator[](std::size_t group) const noexcept { return states_.get()[group]; }
  /// Whether they are too many to stay in a core's own cache.
  [[nodiscard]] bool far() const noexcept { return size_ * sizeof(State) > std::size_t{128} * 1024; }

 private:
  static constexpr std::size_t kFirst = 64;

  struct Free {
    void operator()(State* states) const noexcept { std::free(states); }
  };

  // A large array is moved by its pages, without a copy, and takes none for what is not used.
  void grow(std::size_t capacity) {
    budget_.take((capacity - capacity_) * sizeof(State));
    void* const larger = std::realloc(states_.get(), capacity * sizeof(State));
    if (larger == nullptr) {
      budget_.give_back((capacity - capacity_) * sizeof(State));
      throw std::bad_alloc();
    }
    static_cast<void>(states_.release());
    states_.reset(static_cast<State*>(larger));
    capacity_ = capacity;
  }

  MemoryBudget& budget_;
  std::unique_ptr<State, Free> states_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Calls `f(state, value)` for each value that is not null, with the state of its group.
template <class T, class State, class F>
void for_each_value(std::span<const std::uint32_t> groups, const ColumnValues& values, GroupStates<State>& states, F f) {
  constexpr std::size_t kAhead = 16;  // states that are fetched before they are needed
  const auto array = values.as<T>();
  const auto nulls = values.nulls();
  const bool far = states.far();
  for (std::size_t row = 0; row < groups.size(); ++row) {
    if (far && row + kAhead < groups.size()) __builtin_prefetch(&states[groups[row + kAhead]], 1);
    if (nulls.empty() || (nulls[row / 64] >> (row % 64) & 1U) == 0) f(states[groups[row]], array[row]);
  }
}

}  // namespace weir::stages
