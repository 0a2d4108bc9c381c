#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <weir/detail/adapter.hpp>
#include <weir/detail/expander_adapter.hpp>
#include <weir/error.hpp>
#include <weir/item.hpp>
#include <weir/stage.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class S, class Held>
class SourceAdapter final : public Adapter<S, Held> {
 public:
  using Adapter<S, Held>::Adapter;
  CallResult advance(Batch*, EdgeWriters& writers) override {
    CallOutput<typename S::AllOutputs> out(writers);
    const Next next = this->call_produce(out);
    return next == Next::again ? CallResult::more : next == Next::wait ? CallResult::wait : CallResult::done;
  }
  std::optional<double> progress() const override { return this->stage_->progress(); }
  bool cut_by_drain() const override { return this->stage_->cut_by_drain(); }
  bool drains_itself() const override { return this->stage_->drains_itself(); }
};

template <class S, class Held>
class TransformAdapter final : public Adapter<S, Held> {
 public:
  using Adapter<S, Held>::Adapter;
  CallResult advance(Batch* input, EdgeWriters& writers) override {
    CallOutput<typename S::AllOutputs> out(writers);
    return this->work_on(*input, writers, [&](std::span<typename S::In> items) { this->stage_->process(items, out); });
  }
};

template <class S, class Held>
class SinkAdapter final : public Adapter<S, Held> {
 public:
  using Adapter<S, Held>::Adapter;
  CallResult advance(Batch* input, EdgeWriters& writers) override {
    return this->work_on(*input, writers, [&](std::span<typename S::In> items) { this->stage_->consume(items); });
  }
};

/// A sink of any item type: shows it the items one by one through their type.
template <class S, class Held>
class AnyItemAdapter final : public Adapter<S, Held> {
 public:
  AnyItemAdapter(Held stage, const ItemType* type) : Adapter<S, Held>(std::move(stage)), type_(type) {}
  CallResult advance(Batch* input, EdgeWriters&) override {
    begin();
    input->addresses(addresses_);
    items_.clear();
    for (const void* address : addresses_) items_.push_back({address, type_});
    this->stage_->consume(items_);
    return this->used_up();
  }
  void finish(EdgeWriters& writers) override {
    begin();
    Adapter<S, Held>::finish(writers);
  }
  void finish_partial(EdgeWriters& writers) override {
    begin();
    Adapter<S, Held>::finish_partial(writers);
  }

 private:
  void begin() {
    if (!begun_) this->stage_->begin(*type_);
    begun_ = true;
  }

  const ItemType* type_;
  bool begun_ = false;
  std::vector<const void*> addresses_;
  std::vector<AnyItem> items_;
};

/// Makes the adapter of a stage: of a `std::unique_ptr<S>`, or of an `S*` that outlives it. `in` is the type that the stage will really
/// get, which a sink of any type needs to know.
template <IsStage S, class Held>
std::unique_ptr<AnyStage> adapt(Held stage, const ItemType* in) {
  if constexpr (IsSource<S>)
    return std::make_unique<SourceAdapter<S, Held>>(std::move(stage));
  else if constexpr (IsTransform<S>)
    return std::make_unique<TransformAdapter<S, Held>>(std::move(stage));
  else if constexpr (IsExpander<S>)
    return std::make_unique<ExpanderAdapter<S, Held>>(std::move(stage));
  else if constexpr (std::same_as<typename S::In, AnyItem>)
    return std::make_unique<AnyItemAdapter<S, Held>>(std::move(stage), in);
  else
    return std::make_unique<SinkAdapter<S, Held>>(std::move(stage));
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
