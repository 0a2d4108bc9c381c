#include "rows/accumulator.hpp"

#include <cmath>
#include <concepts>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "rows/exact_sum.hpp"
#include "rows/group_states.hpp"

namespace weir::stages {

namespace {

// One that has a state of a few bytes for each group. `Op` has `State`, and as static functions `add` (adds values), `merge`, `append`.
template <class Op>
class Folding final : public Accumulator {
 public:
  Folding(const Aggregate& aggregate, MemoryBudget& budget) : text_(aggregate.text), states_(budget) {}

  void resize(std::size_t groups) override { states_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues*) override {
    op_.add(groups, values, states_);
  }
  void merge(const Accumulator& other, std::span<const Pair> groups) override {
    const auto& from = static_cast<const Folding&>(other);
    for (const Pair& pair : groups) op_.merge(states_[pair.to], from.states_[pair.from], from.op_);
  }
  void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const override {
    for (const std::uint32_t group : groups) op_.append(states_[group], to, text_);
  }

 private:
  std::string text_;
  GroupStates<typename Op::State> states_;
  Op op_;
};

struct CountRows {
  using State = std::uint64_t;
  static void add(std::span<const std::uint32_t> groups, const ColumnValues*, GroupStates<State>& states) {
    for (const std::uint32_t group : groups) ++states[group];
  }
  static void merge(State& to, const State& from, const CountRows&) { to += from; }
  static void append(const State& state, ColumnBuilder& to, const std::string&) { to.append(static_cast<std::int64_t>(state)); }
};

struct Count : CountRows {
  static void add(std::span<const std::uint32_t> groups, const ColumnValues* values, GroupStates<State>& states) {
    for (std::size_t row = 0; row < groups.size(); ++row) states[groups[row]] += values->is_null(row) ? 0 : 1;
  }
};

template <class T, bool greatest>
struct Extreme {
  struct State {
    T value;
    bool any;
  };
  // Of two zeros -0.0 is the less, whichever came first. (Compared by `sort_key`, a group by station takes a third longer.)
  static bool is_beyond(T value, T than) {
    if (greatest ? than < value : value < than) return true;
    if constexpr (std::same_as<T, double>)
      return value == 0 && than == 0 && std::signbit(greatest ? than : value) && !std::signbit(greatest ? value : than);
    return false;
  }
  static void take(State& state, T value) {
    if (!state.any || is_beyond(value, state.value)) state = {value, true};
  }
  static void add(std::span<const std::uint32_t> groups, const ColumnValues* values, GroupStates<State>& states) {
    for_each_value<T>(groups, *values, states, take);
  }
  static void merge(State& to, const State& from, const Extreme&) {
    if (from.any) take(to, from.value);
  }
  static void append(const State& state, ColumnBuilder& to, const std::string&) { state.any ? to.append(state.value) : to.append_null(); }
};

// Sums of ints have room for 2^64 values; sums of floats are exact. A division rounds once more.
struct IntSum {
  struct State {
    Fixed128 sum;
    std::uint64_t count;
  };
  static void add(std::span<const std::uint32_t> groups, const ColumnValues* values, GroupStates<State>& states) {
    for_each_value<std::int64_t>(groups, *values, states, [](State& state, std::int64_t value) {
      state.sum += value;
      ++state.count;
    });
  }
  static void merge(State& to, const State& from, const IntSum&) {
    to.sum += from.sum;
    to.count += from.count;
  }
  static void append(const State& state, ColumnBuilder& to, const std::string& text) {
    if (state.count == 0) return to.append_null();
    const auto sum = static_cast<std::int64_t>(state.sum);
    if (sum != state.sum) throw Error(fmt::format("'{}' of a group is too large for an int; write sum(cast(... as float))", text));
    to.append(sum);
  }
};

struct IntAverage : IntSum {
  static void append(const State& state, ColumnBuilder& to, const std::string&) {
    if (state.count == 0) return to.append_null();
    to.append(static_cast<double>(state.sum) / static_cast<double>(state.count));
  }
};

// A float that is not a number is null.
void append_number(double value, ColumnBuilder& to) {
  std::isnan(value) ? to.append_null() : to.append(value);
}

struct FloatSum {
  struct State {
    ExactSum sum;
    std::uint64_t count;
  };
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, GroupStates<State>& states) {
    for_each_value<double>(groups, *values, states, [this](State& state, double value) {
      state.sum.add(value, wides);
      ++state.count;
    });
  }
  void merge(State& to, const State& from, const FloatSum& other) {
    to.sum.add(from.sum, wides, other.wides);
    to.count += from.count;
  }
  void append(const State& state, ColumnBuilder& to, const std::string&) const {
    state.count == 0 ? to.append_null() : append_number(state.sum.value(wides), to);
  }

  ExactSum::Wides wides;
};

struct FloatAverage : FloatSum {
  void append(const State& state, ColumnBuilder& to, const std::string&) const {
    state.count == 0 ? to.append_null() : append_number(state.sum.value(wides) / static_cast<double>(state.count), to);
  }
};

// Two floats whose sum has twice the digits of one; the operations are those of T. J. Dekker, "A floating-point technique for extending the
// available precision" (1971).
struct Twofold {
  double high;
  double low;
};
Twofold product(Twofold a, Twofold b) noexcept {
  const double high = a.high * b.high;
  const double low = std::fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high);
  return {high + low, low - ((high + low) - high)};
}
Twofold difference(Twofold a, Twofold b) noexcept {
  const double high = a.high - b.high;
  const double part = high - a.high;
  const double low = (a.high - (high - part)) - (b.high + part) + (a.low - b.low);
  return {high + low, low - ((high + low) - high)};
}

// The sums of the values and of their squares are exact, so what they cancel to is right nearly to the last digit.
template <bool root>
struct Deviation {
  struct State {
    ExactSum sum;
    ExactSum squares;
    std::uint64_t count;
  };
  template <class T>
  void add_all(std::span<const std::uint32_t> groups, const ColumnValues& values, GroupStates<State>& states) {
    for_each_value<T>(groups, values, states, [this](State& state, T number) {
      const auto value = static_cast<double>(number);
      const double square = value * value;
      state.sum.add(value, wides);
      state.squares.add(square, wides);
      if (std::isfinite(square)) state.squares.add(std::fma(value, value, -square), wides);
      ++state.count;
    });
  }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, GroupStates<State>& states) {
    if (values->type() == ColumnType::integer) return add_all<std::int64_t>(groups, *values, states);
    add_all<double>(groups, *values, states);
  }
  void merge(State& to, const State& from, const Deviation& other) {
    to.sum.add(from.sum, wides, other.wides);
    to.squares.add(from.squares, wides, other.wides);
    to.count += from.count;
  }
  void append(const State& state, ColumnBuilder& to, const std::string&) const {
    if (state.count < 2) return to.append_null();
    const auto count = static_cast<double>(state.count);
    const Twofold sum{state.sum.value(wides), state.sum.rest(wides)};
    const Twofold squares{state.squares.value(wides), state.squares.rest(wides)};
    // count * (count - 1) times the variance
    const Twofold scaled = difference(product({count, 0}, squares), product(sum, sum));
    const double variance = std::max(0.0, scaled.high + scaled.low) / (count * (count - 1));
    append_number(std::isfinite(squares.high) ? (root ? std::sqrt(variance) : variance) : std::nan(""), to);
  }

  ExactSum::Wides wides;
};

template <class Op>
std::unique_ptr<Accumulator> folding(const Aggregate& aggregate, MemoryBudget& budget) {
  return std::make_unique<Folding<Op>>(aggregate, budget);
}

template <bool greatest>
std::unique_ptr<Accumulator> make_extreme(const Aggregate& aggregate, MemoryBudget& budget) {
  switch (aggregate.of->type()) {
    case ColumnType::boolean:
      return folding<Extreme<bool, greatest>>(aggregate, budget);
    case ColumnType::integer:
      return folding<Extreme<std::int64_t, greatest>>(aggregate, budget);
    case ColumnType::floating:
      return folding<Extreme<double, greatest>>(aggregate, budget);
    case ColumnType::time:
      return folding<Extreme<Time, greatest>>(aggregate, budget);
    default:
      return make_keeping_accumulator(aggregate, budget);
  }
}

}  // namespace

std::unique_ptr<Accumulator> make_accumulator(const Aggregate& aggregate, MemoryBudget& budget) {
  const bool ints = aggregate.of && aggregate.of->type() == ColumnType::integer;
  switch (aggregate.function) {
    case AggregateFunction::count_rows:
      return folding<CountRows>(aggregate, budget);
    case AggregateFunction::count:
      return folding<Count>(aggregate, budget);
    case AggregateFunction::sum:
      return ints ? folding<IntSum>(aggregate, budget) : folding<FloatSum>(aggregate, budget);
    case AggregateFunction::avg:
      return ints ? folding<IntAverage>(aggregate, budget) : folding<FloatAverage>(aggregate, budget);
    case AggregateFunction::min:
      return make_extreme<false>(aggregate, budget);
    case AggregateFunction::max:
      return make_extreme<true>(aggregate, budget);
    case AggregateFunction::stddev:
      return folding<Deviation<true>>(aggregate, budget);
    case AggregateFunction::variance:
      return folding<Deviation<false>>(aggregate, budget);
    case AggregateFunction::first:
    case AggregateFunction::last:
      return make_ordered_accumulator(aggregate, budget);
    default:
      return make_keeping_accumulator(aggregate, budget);
  }
}

}  // namespace weir::stages
