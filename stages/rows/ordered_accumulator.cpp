// `first(value, order)` and `last(value, order)`: the value of the row that comes first or last in an order. Of rows that are equal in it,
// `first` takes the least value and `last` the greatest, so neither depends on the order in which rows came.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "rows/accumulator.hpp"
#include "rows/group_states.hpp"
#include "rows/kept_texts.hpp"
#include "rows/row_order.hpp"
#include "rows/with_type.hpp"

namespace weir::stages {

namespace {

// What is kept of a column whose values are not texts: numbers that compare as they do.
class KeptNumbers {
 public:
  using State = std::uint64_t;
  explicit KeptNumbers(MemoryBudget&) noexcept {}

  // -0.0 may be equal to 0.0, as it is in an order.
  void read(const ColumnValues& values, bool zeros_differ) {
    numbers_.resize(values.size());
    with_type(values.type(), [&](auto type) {
      using T = decltype(type);
      if constexpr (!std::is_same_v<T, std::string_view>) {
        const auto array = values.as<T>();
        for (std::size_t row = 0; row < array.size(); ++row) numbers_[row] = sort_key(array[row], zeros_differ);
      }
    });
  }
  [[nodiscard]] std::uint64_t operator[](std::size_t row) const noexcept { return numbers_[row]; }
  static std::uint64_t view(State state) noexcept { return state; }
  static void keep(std::uint64_t number, State& state) noexcept { state = number; }
  static void append(State state, ColumnBuilder& to) { append_sort_key(state, to); }

 private:
  std::vector<std::uint64_t> numbers_;  // of the slice at hand
};

class KeptTextsOfRows {
 public:
  using State = KeptText;
  explicit KeptTextsOfRows(MemoryBudget& budget) noexcept : texts_(budget) {}

  void read(const ColumnValues& values, bool) { slice_ = values.as<std::string_view>(); }
  [[nodiscard]] std::string_view operator[](std::size_t row) const noexcept { return slice_[row]; }
  static std::string_view view(const State& state) noexcept { return state.view(); }
  void keep(std::string_view text, State& state) { texts_.keep(text, state); }
  static void append(const State& state, ColumnBuilder& to) { to.append(state.view()); }

 private:
  KeptTexts texts_;
  std::span<const std::string_view> slice_;
};

template <class Orders, class Values>
class Ordered final : public Accumulator {
 public:
  Ordered(bool last, MemoryBudget& budget) : last_(last), orders_(budget), values_(budget), states_(budget) {}

  void resize(std::size_t groups) override { states_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues* order) override {
    orders_.read(*order, false);
    values_.read(*values, true);
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (!order->is_null(row) && !values->is_null(row)) take(states_[groups[row]], orders_[row], values_[row]);
    }
  }
  void merge(const Accumulator& other, std::span<const Pair> groups) override {
    const auto& from = static_cast<const Ordered&>(other);
    for (const Pair& pair : groups) {
      const State& state = from.states_[pair.from];
      if (state.any) take(states_[pair.to], Orders::view(state.order), Values::view(state.value));
    }
  }
  void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const override {
    for (const std::uint32_t group : groups) states_[group].any ? Values::append(states_[group].value, to) : to.append_null();
  }

 private:
  struct State {
    typename Orders::State order;
    typename Values::State value;
    bool any;
  };

  template <class Order, class Value>
  void take(State& state, Order order, Value value) {
    if (state.any) {
      const Order order_now = Orders::view(state.order);
      const Value value_now = Values::view(state.value);
      const bool before = order != order_now ? order < order_now : value < value_now;
      const bool same = order == order_now && value == value_now;
      if (same || before == last_) return;
    }
    orders_.keep(order, state.order);
    values_.keep(value, state.value);
    state.any = true;
  }

  bool last_;
  Orders orders_;
  Values values_;
  GroupStates<State> states_;
};

template <class Orders>
std::unique_ptr<Accumulator> make_by(const Aggregate& aggregate, MemoryBudget& budget) {
  const bool last = aggregate.function == AggregateFunction::last;
  if (aggregate.of->type() == ColumnType::text) return std::make_unique<Ordered<Orders, KeptTextsOfRows>>(last, budget);
  return std::make_unique<Ordered<Orders, KeptNumbers>>(last, budget);
}

}  // namespace

std::unique_ptr<Accumulator> make_ordered_accumulator(const Aggregate& aggregate, MemoryBudget& budget) {
  return aggregate.order->type() == ColumnType::text ? make_by<KeptTextsOfRows>(aggregate, budget)
                                                     : make_by<KeptNumbers>(aggregate, budget);
}

}  // namespace weir::stages
