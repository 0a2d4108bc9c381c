// Accumulators whose memory grows with the values that come, not with the groups alone.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "rows/accumulator.hpp"
#include "rows/group_states.hpp"
#include "rows/kept_texts.hpp"
#include "rows/key_table.hpp"
#include "rows/row_keys.hpp"
#include "rows/row_order.hpp"

namespace weir::stages {

namespace {

// `min` and `max` of texts: a copy of one text for each group.
class ExtremeText final : public Accumulator {
 public:
  ExtremeText(bool greatest, MemoryBudget& budget) : greatest_(greatest), states_(budget), texts_(budget) {}

  void resize(std::size_t groups) override { states_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues*) override {
    for_each_value<std::string_view>(groups, *values, states_, [this](State& state, std::string_view text) { take(state, text); });
  }
  void merge(const Accumulator& other, std::span<const Pair> groups) override {
    const auto& from = static_cast<const ExtremeText&>(other);
    for (const Pair& pair : groups) {
      const State& state = from.states_[pair.from];
      if (state.any) take(states_[pair.to], state.text.view());
    }
  }
  void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const override {
    for (const std::uint32_t group : groups) states_[group].any ? to.append(states_[group].text.view()) : to.append_null();
  }

 private:
  struct State {
    KeptText text;
    bool any;
  };

  void take(State& state, std::string_view text) {
    if (state.any && !(greatest_ ? state.text.view() < text : text < state.text.view())) return;
    texts_.keep(text, state.text);
    state.any = true;
  }

  bool greatest_;
  GroupStates<State> states_;
  KeptTexts texts_;
};

// Each value with the number of its group before it, once.
class CountDistinct final : public Accumulator {
 public:
  CountDistinct(ColumnType type, MemoryBudget& budget) : columns_{{"value", type}}, keys_(columns_, {0}), counts_(budget), seen_(budget) {}

  void resize(std::size_t groups) override { counts_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues*) override {
    keys_.read(Rows(columns_, {*values}));
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (!values->is_null(row)) add_one(groups[row], keys_.keys()[row]);
    }
  }
  void merge(const Accumulator& other, std::span<const Pair> groups) override {
    const auto& from = static_cast<const CountDistinct&>(other);
    std::vector<std::uint32_t> to(from.counts_.size());
    for (const Pair& pair : groups) to[pair.from] = pair.to;
    for (std::uint32_t i = 0; i < from.seen_.size(); ++i) {
      std::string_view key = from.seen_[i];
      std::uint32_t group = 0;
      std::memcpy(&group, key.data(), sizeof group);
      key.remove_prefix(sizeof group);
      add_one(to[group], key);
    }
  }
  [[nodiscard]] bool merges_in_parts() const noexcept override { return false; }
  void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const override {
    for (const std::uint32_t group : groups) to.append(static_cast<std::int64_t>(counts_[group]));
  }

 private:
  void add_one(std::uint32_t group, std::string_view value) {
    key_.assign(reinterpret_cast<const char*>(&group), sizeof group).append(value);
    const std::size_t before = seen_.size();
    seen_.add(key_, KeyTable::hash(key_));
    if (seen_.size() > before) ++counts_[group];
  }

  Columns columns_;
  RowKeys keys_;
  std::string key_;
  GroupStates<std::uint64_t> counts_;
  KeyTable seen_;
};

// All values, and in the end those of each group together.
class Quantile final : public Accumulator {
 public:
  Quantile(double fraction, MemoryBudget& budget) : fraction_(fraction), budget_(budget) {}

  void resize(std::size_t groups) override { group_count_ = groups; }
  void add(std::span<const std::uint32_t> groups, const ColumnValues* values, const ColumnValues*) override {
    make_room(values->size());
    if (values->type() == ColumnType::integer) return add_all<std::int64_t>(groups, *values);
    add_all<double>(groups, *values);
  }
  void merge(const Accumulator& other, std::span<const Pair> groups) override {
    const auto& from = static_cast<const Quantile&>(other);
    std::vector<std::uint32_t> to(from.group_count_);
    for (const Pair& pair : groups) to[pair.from] = pair.to;
    make_room(from.values_.size());
    for (const Value& value : from.values_) values_.push_back({to[value.group], value.value});
  }
  [[nodiscard]] bool merges_in_parts() const noexcept override { return false; }
  void complete() override {
    std::sort(values_.begin(), values_.end(), [](const Value& a, const Value& b) {
      return a.group != b.group ? a.group < b.group : sort_key(a.value) < sort_key(b.value);  // -0.0 before 0.0
    });
  }
  void append(std::span<const std::uint32_t> groups, ColumnBuilder& to) const override {
    for (const std::uint32_t group : groups) {
      const auto [begin, end] = std::equal_range(values_.begin(), values_.end(), Value{group, 0},
                                                 [](const Value& a, const Value& b) { return a.group < b.group; });
      const auto count = static_cast<std::size_t>(end - begin);
      if (count == 0) {
        to.append_null();
        continue;
      }
      const double place = fraction_ * static_cast<double>(count - 1);
      const auto below = std::min(static_cast<std::size_t>(place), count - 1);
      const double low = begin[static_cast<std::ptrdiff_t>(below)].value;
      const double high = begin[static_cast<std::ptrdiff_t>(std::min(below + 1, count - 1))].value;
      const double part = place - static_cast<double>(below);
      const double value = part == 0 || low == high ? low : low + (high - low) * part;
      std::isnan(value) ? to.append_null() : to.append(value);
    }
  }

 private:
  struct Value {
    std::uint32_t group;
    double value;
  };

  template <class T>
  void add_all(std::span<const std::uint32_t> groups, const ColumnValues& values) {
    const auto array = values.as<T>();
    for (std::size_t row = 0; row < groups.size(); ++row) {
      if (!values.is_null(row)) values_.push_back({groups[row], static_cast<double>(array[row])});
    }
  }
  void make_room(std::size_t more) {
    const std::size_t needed = values_.size() + more;
    if (needed <= values_.capacity()) return;
    const std::size_t before = values_.capacity();
    const std::size_t room = std::max(needed, 2 * before);
    budget_.take(room * sizeof(Value));
    values_.reserve(room);
    budget_.give_back(before * sizeof(Value));
  }

  double fraction_;
  MemoryBudget& budget_;
  std::size_t group_count_ = 0;
  std::vector<Value> values_;
};

}  // namespace

std::unique_ptr<Accumulator> make_keeping_accumulator(const Aggregate& aggregate, MemoryBudget& budget) {
  switch (aggregate.function) {
    case AggregateFunction::count_distinct:
      return std::make_unique<CountDistinct>(aggregate.of->type(), budget);
    case AggregateFunction::quantile:
      return std::make_unique<Quantile>(aggregate.fraction, budget);
    default:
      return std::make_unique<ExtremeText>(aggregate.function == AggregateFunction::max, budget);
  }
}

}  // namespace weir::stages
