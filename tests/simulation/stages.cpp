#include "simulation/stages.hpp"

#include <array>
#include <stdexcept>
#include <utility>

#include "simulation/take_ahead.hpp"
#include "simulation/watched.hpp"

namespace weir::simulation {

namespace {

template <class Rest>
class Numbers final : public Source<Split>, public Rest, private Watched {
 public:
  Numbers(const Node& node, std::size_t index, Record& record) : Rest(record), Watched(node, index, record) {}
  Next produce(Output<Split>& out) override {
    const Call call(*this);
    flush_at_times(out);
    if (this->sleeps(node_, *seen_)) return Next::wait;
    if (node_.trickles) return trickle(out);
    while (!ended(next_)) {
      if (out.full()) return Next::again;
      push_next(out);
      if (this->sleeps(node_, *seen_)) return Next::wait;
    }
    return Next::done;
  }

 private:
  Next trickle(Output<Split>& out) {
    if (!ended(next_) && ++turns_ % 3 != 0) push_next(out);
    return ended(next_) ? Next::done : Next::again;
  }
  void push_next(Output<Split>& out) {
    Made made;
    append_outputs(node_, mix(node_.salt + next_++), made);
    send(made, out);
    ++sent_;
  }

  std::size_t next_ = 0;
  std::size_t turns_ = 0;
};

/// The function of a source that is made of one.
class NextItem : private Watched {
 public:
  NextItem(const Node& node, std::size_t index, Record& record) : Watched(node, index, record), record_(record) {}
  std::optional<Item> operator()() {
    const Call call(*this);
    if (record_.while_waiting) record_.while_waiting();
    if (ended(next_)) return std::nullopt;
    ++sent_;
    return Item(mix(node_.salt + next_++));
  }

 private:
  Record& record_;
  std::size_t next_ = 0;
};

class Change : public Transform<Item, Split>, private Watched {
 public:
  Change(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void process(std::span<Item> items, Output<Split>& out) override {
    const Call call(*this);
    items = items.first(wanted(items.size()));
    if (has_enough()) enough();
    Made made;
    for (Item& item : items) {
      const bool failed = fails(items.size(), item.value());
      if (failed && node_.behaviour != Behaviour::hold) send(made, out);
      if (failed) throw std::runtime_error("not this one");
      if (node_.rejects == Rejects::by_hand && is_rejected(node_, item.value()))
        reject(std::move(item), "not this one");
      else
        append_outputs(node_, item.value(), made);
    }
    if (node_.behaviour == Behaviour::hold) {
      for (const std::size_t o : {std::size_t{0}, kOther}) held_[o].insert(held_[o].end(), made[o].begin(), made[o].end());
    } else {
      send(made, out);
    }
    flush_at_times(out);
  }
  void finish(Output<Split>& out) override {
    const Call call(*this, With::finish);
    send(held_, out);
    ++seen_->finishes;
  }

 private:
  Made held_;
};

template <class Rest>
class Expand final : public Expander<Item, Split>, public Rest, private Watched {
 public:
  Expand(const Node& node, std::size_t index, Record& record) : Rest(record), Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void open(Item&& item) override {
    const Call call(*this);
    made_ = {};
    next_ = {};
    if (wanted(1) == 0) return;
    append_outputs(node_, item.value(), made_);
    fails_ = fails(1, item.value());
    if (!fails_ && is_rejected(node_, item.value())) reject(std::move(item), "not this one");
  }
  Next produce(Output<Split>& out) override {
    const Call call(*this);
    flush_at_times(out);
    if (goes_on_waiting()) return Next::wait;
    for (const std::size_t o : {std::size_t{0}, kOther}) {
      for (; next_[o] < made_[o].size(); ++next_[o]) {
        if (out.full()) return Next::again;
        if (next_[o] > 0 && goes_on_waiting()) return Next::wait;
        Item item(made_[o][next_[o]]);
        o == kOther ? out.to<"other">().push(std::move(item)) : out.push(std::move(item));
      }
    }
    if (fails_) throw std::runtime_error("not this one");
    if (has_enough()) enough();
    return Next::done;
  }
  void finish(Output<Split>&) override {
    const Call call(*this, With::finish);
    ++seen_->finishes;
  }

 private:
  // Also in a drain, of which it may know: so its items are whole.
  bool goes_on_waiting() {
    if (!this->sleeps(node_, *seen_)) return false;
    if (node_.salt % 2 == 0) static_cast<void>(stopping());
    return true;
  }

  Made made_;
  std::array<std::size_t, 2> next_{};
  bool fails_ = false;
};

class Keep : public Sink<Item>, private Watched {
 public:
  Keep(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void consume(std::span<Item> items) override {
    const Call call(*this);
    items = items.first(wanted(items.size()));
    if (has_enough()) enough();
    for (const Item& item : items) {
      if (fails(items.size(), item.value())) throw std::runtime_error("not this one");
    }
    for (Item& item : items) {
      if (node_.rejects == Rejects::by_hand && is_rejected(node_, item.value()))
        reject(std::move(item), "not this one");
      else
        seen_->values.push_back(item.value());
    }
  }
  void finish() override {
    const Call call(*this, With::finish);
    ++seen_->finishes;
  }
};

// As stages made of a function of one item are called: each item alone, and others may have the rest of a batch.
class ChangeOne final : public Change {
  using Change::Change;
};
class KeepOne final : public Keep {
  using Keep::Keep;
};

class KeepRejected final : public Sink<Rejected<Item>>, private Watched {
 public:
  KeepRejected(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void consume(std::span<Rejected<Item>> items) override {
    const Call call(*this);
    items = items.first(wanted(items.size()));
    if (has_enough()) enough();
    for (const Rejected<Item>& rejected : items) seen_->values.push_back(rejected.item.value());
  }
  void finish() override {
    const Call call(*this, With::finish);
    ++seen_->finishes;
  }
};

}  // namespace

}  // namespace weir::simulation

template <>
inline constexpr bool weir::detail::kIsOneByOne<weir::simulation::ChangeOne> = true;
template <>
inline constexpr bool weir::detail::kIsOneByOne<weir::simulation::KeepOne> = true;

namespace weir::simulation {

namespace {

template <class S>
StageFactory factory_of(const Node& node, std::size_t index, Record& record) {
  return StageFactory::of<S>([&node, index, &record] { return std::make_unique<S>(node, index, record); });
}

StageFactory factory_of_next(const Node& node, std::size_t index, Record& record) {
  using Stage = detail::NextItemStage<NextItem>;
  return StageFactory::of<Stage>([&node, index, &record] { return std::make_unique<Stage>(NextItem(node, index, record)); });
}

bool is_one_by_one(const Node& node) {
  return node.salt % 3 == 0;
}

template <class Queue>
StageFactory host_factory(const Node& node) {
  return StageFactory::of_host_queue<Queue>(node.capacity);
}

}  // namespace

StageFactory make_factory(const Node& node, std::size_t index, Record& record) {
  if (node.meets_host)
    return node.role == Role::source ? host_factory<detail::InletQueue<Item>>(node) : host_factory<detail::OutletQueue<Item>>(node);
  switch (node.role) {
    case Role::source:
      if (node.lends) return factory_of_next(node, index, record);
      return node.waits_outside ? factory_of<Numbers<Sleeper>>(node, index, record) : factory_of<Numbers<NoSleeper>>(node, index, record);
    case Role::transform:
      return is_one_by_one(node) ? factory_of<ChangeOne>(node, index, record) : factory_of<Change>(node, index, record);
    case Role::expander:
      if (node.takes_ahead) return factory_of<TakeAhead>(node, index, record);
      return node.waits_outside ? factory_of<Expand<Sleeper>>(node, index, record) : factory_of<Expand<NoSleeper>>(node, index, record);
    case Role::sink:
      break;
  }
  if (node.takes_rejected) return factory_of<KeepRejected>(node, index, record);
  return is_one_by_one(node) ? factory_of<KeepOne>(node, index, record) : factory_of<Keep>(node, index, record);
}

}  // namespace weir::simulation
