#include "simulation/stages.hpp"

#include <algorithm>
#include <stdexcept>

namespace weir::simulation {

std::uint64_t mix(std::uint64_t value) {
  value ^= value >> 33;
  value *= 0xff51afd7ed558ccdULL;
  value ^= value >> 33;
  value *= 0xc4ceb9fe1a85ec53ULL;
  return value ^ (value >> 33);
}

namespace {

std::size_t expansion(const Node& node, std::uint64_t value) {
  const std::uint64_t draw = mix(value ^ node.salt);
  if (node.expands_far && draw % 100 == 0) return 10'000;
  return draw % 4;
}

/// What every stage here shares: it watches that one thread at a time is in it, and throws when its node says so.
class Watched {
 public:
  Watched(const Node& node, std::size_t index, Record& record)
      : node_(node),
        index_(index),
        first_thrower_(record.first_thrower),
        sent_(record.sent[index]),
        came_(record.came[index]),
        calls_(record.calls[index]),
        finishes_(record.finishes[index]) {
    const std::lock_guard lock(record.mutex);
    seen_ = record.stages[index].emplace_back(std::make_unique<Seen>()).get();
  }

 protected:
  class Call {
   public:
    explicit Call(Watched& stage, bool finish = false) : seen_(*stage.seen_) {
      if (seen_.in_use.exchange(true, std::memory_order_relaxed)) seen_.shared = true;
      if (seen_.finishes > 0 || (!finish && stage.finishes_.load() > 0)) seen_.called_after_finish = true;
      if (finish) ++stage.finishes_;
      const std::size_t call = stage.calls_.fetch_add(1, std::memory_order_relaxed);
      if (stage.node_.throws_at != call) return;
      seen_.in_use = false;
      std::size_t nobody = Record::kNone;
      stage.first_thrower_.compare_exchange_strong(nobody, stage.index_);
      if (stage.node_.throws_odd) throw 42;
      throw std::runtime_error("thrown on purpose");
    }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    ~Call() { seen_.in_use.store(false, std::memory_order_relaxed); }

   private:
    Seen& seen_;
  };

  const Node& node_;
  const std::size_t index_;
  std::atomic<std::size_t>& first_thrower_;
  std::atomic<std::size_t>& sent_;
  std::atomic<std::size_t>& came_;
  std::atomic<std::size_t>& calls_;

  // How many of so many items the stage takes; all, unless it is to have enough some time.
  std::size_t wanted(std::size_t items) {
    if (!node_.enough_after) return items;
    const std::size_t before = came_.fetch_add(items);
    return std::min(items, *node_.enough_after - std::min(*node_.enough_after, before));
  }
  // Whether a source has sent all.
  [[nodiscard]] bool ended(std::size_t sent) const {
    // The thread that is to tell the source that nobody reads it may sleep meanwhile, but not so long.
    constexpr std::size_t kFarTooMany = 10'000'000;
    if (node_.endless && sent > kFarTooMany) throw std::runtime_error("a source went on though nobody reads it");
    return !node_.endless && sent >= node_.items;
  }
  [[nodiscard]] bool has_enough() const { return node_.enough_after && came_ >= *node_.enough_after; }

  // At the end of a call.
  template <class T>
  void flush_at_times(Output<T>& out) {
    if (node_.flushes && ++flushes_ % 3 == 0) out.flush();
  }

  std::atomic<std::size_t>& finishes_;
  Seen* seen_;
  std::size_t flushes_ = 0;
};

class Numbers final : public Source<Item>, private Watched {
 public:
  using Watched::Watched;
  Next produce(Output<Item>& out) override {
    const Call call(*this);
    flush_at_times(out);
    if (node_.trickles) return trickle(out);
    while (!ended(next_)) {
      if (out.full()) return Next::again;
      push_next(out);
    }
    return Next::done;
  }

 private:
  Next trickle(Output<Item>& out) {
    if (!ended(next_) && ++turns_ % 3 != 0) push_next(out);
    return ended(next_) ? Next::done : Next::again;
  }
  void push_next(Output<Item>& out) {
    out.push(Item(mix(node_.salt + next_++)));
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

class Change final : public Transform<Item, Item>, private Watched {
 public:
  Change(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void process(std::span<Item> items, Output<Item>& out) override {
    const Call call(*this);
    auto& made = node_.behaviour == Behaviour::hold ? held_ : made_;
    items = items.first(wanted(items.size()));
    if (has_enough()) enough();
    for (const Item& item : items) append_outputs(node_, item.value(), made);
    for (const std::uint64_t value : made_) out.push(Item(value));
    made_.clear();
    flush_at_times(out);
  }
  void finish(Output<Item>& out) override {
    const Call call(*this, true);
    for (const std::uint64_t value : held_) out.push(Item(value));
    ++seen_->finishes;
  }

 private:
  std::vector<std::uint64_t> held_;
  std::vector<std::uint64_t> made_;
};

class Expand final : public Expander<Item, Item>, private Watched {
 public:
  Expand(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void open(Item&& item) override {
    const Call call(*this);
    made_.clear();
    next_ = 0;
    if (wanted(1) == 1) append_outputs(node_, item.value(), made_);
  }
  Next produce(Output<Item>& out) override {
    const Call call(*this);
    flush_at_times(out);
    while (next_ < made_.size()) {
      if (out.full()) return Next::again;
      out.push(Item(made_[next_++]));
    }
    if (has_enough()) enough();
    return Next::done;
  }
  void finish(Output<Item>&) override {
    const Call call(*this, true);
    ++seen_->finishes;
  }

 private:
  std::vector<std::uint64_t> made_;
  std::size_t next_ = 0;
};

class Keep final : public Sink<Item>, private Watched {
 public:
  Keep(const Node& node, std::size_t index, Record& record) : Watched(node, index, record) {
    if (has_enough()) enough();
  }
  void consume(std::span<Item> items) override {
    const Call call(*this);
    items = items.first(wanted(items.size()));
    if (has_enough()) enough();
    for (const Item& item : items) seen_->values.push_back(item.value());
  }
  void finish() override {
    const Call call(*this, true);
    ++seen_->finishes;
  }
};

template <class S>
StageFactory factory_of(const Node& node, std::size_t index, Record& record) {
  return StageFactory::of<S>([&node, index, &record] { return std::make_unique<S>(node, index, record); });
}

StageFactory factory_of_next(const Node& node, std::size_t index, Record& record) {
  using Stage = detail::NextItemStage<NextItem>;
  return StageFactory::of<Stage>([&node, index, &record] { return std::make_unique<Stage>(NextItem(node, index, record)); });
}

template <class Queue>
StageFactory host_factory(const Node& node) {
  return StageFactory::of_host_queue<Queue>(node.capacity);
}

}  // namespace

void append_outputs(const Node& node, std::uint64_t value, std::vector<std::uint64_t>& out) {
  const std::uint64_t next = mix(value ^ node.salt);
  if (node.role == Role::sink || node.behaviour == Behaviour::hold) {
    out.push_back(value);
  } else if (node.behaviour == Behaviour::map || (node.behaviour == Behaviour::filter && next % 3 == 0)) {
    out.push_back(next);
  } else if (node.behaviour == Behaviour::multiply) {
    for (std::size_t i = 0; i < next % 5; ++i) out.push_back(mix(next + i));
  } else if (node.behaviour == Behaviour::expand) {
    for (std::size_t i = 0; i < expansion(node, value); ++i) out.push_back(mix(next + i));
  }
}

StageFactory make_factory(const Node& node, std::size_t index, Record& record) {
  if (node.meets_host)
    return node.role == Role::source ? host_factory<detail::InletQueue<Item>>(node) : host_factory<detail::OutletQueue<Item>>(node);
  switch (node.role) {
    case Role::source:
      return node.lends ? factory_of_next(node, index, record) : factory_of<Numbers>(node, index, record);
    case Role::transform:
      return factory_of<Change>(node, index, record);
    case Role::expander:
      return factory_of<Expand>(node, index, record);
    case Role::sink:
      break;
  }
  return factory_of<Keep>(node, index, record);
}

}  // namespace weir::simulation
