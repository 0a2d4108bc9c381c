#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include <weir/detail/any_stage.hpp>

// What a stage class must be. Each is a compile error that says what to write instead.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// A stage class that weir cannot use is a compile error that says why.
template <class S>
constexpr auto require_stage() {
  static_assert(IsStage<S>,
                "weir: this class is not a stage: it has to derive, publicly, from exactly one of weir::Source<T>, weir::Transform<T, U>, "
                "weir::Expander<T, U> and weir::Sink<T>");
}

/// Fails to compile, with a message that shows what is missing, unless the stage class overrides all that its role demands.
template <class S>
constexpr auto require_complete() {
  constexpr bool kComplete = !std::is_abstract_v<S>;
  if constexpr (IsSource<S>)
    static_assert(kComplete, "weir: this source is abstract: it has to override weir::Next produce(weir::Output<T>& out)");
  else if constexpr (IsTransform<S>)
    static_assert(kComplete, "weir: this transform is abstract: it has to override void process(std::span<T> items, weir::Output<U>& out)");
  else if constexpr (IsExpander<S>)
    static_assert(kComplete,
                  "weir: this expander is abstract: it has to override void open(T&& item) and weir::Next produce(weir::Output<U>& out)");
  else
    static_assert(kComplete, "weir: this sink is abstract: it has to override void consume(std::span<T> items)");
}

// What weir calls. A member function that is not public, or that is called otherwise and so hides the one of the role, cannot be.
template <class S>
concept CallsProcess = requires(S& s, std::span<typename S::In> items, Output<typename S::AllOutputs>& out) {
  s.process(items, out);
};
template <class S>
concept CallsOpen = requires(S& s, typename S::In&& item) {
  s.open(std::move(item));
};
template <class S>
concept CallsProduce = requires(S& s, Output<typename S::AllOutputs>& out) {
  { s.produce(out) } -> std::same_as<Next>;
};
template <class S>
concept CallsConsume = requires(S& s, std::span<typename S::In> items) {
  s.consume(items);
};
template <class S>
concept CallsFinish = requires(S& s, Output<typename S::AllOutputs>& out) {
  s.finish(out);
};
template <class S>
concept CallsSinkFinish = requires(S& s) {
  s.finish();
  s.finish_partial();
};
template <class S>
concept CallsProgress = requires(S& s) {
  { s.progress() } -> std::same_as<std::optional<double>>;
  { s.cut_by_drain() } -> std::same_as<bool>;
  { s.drains_itself() } -> std::same_as<bool>;
};
template <class S>
concept CallsCounters = requires(S& s, Counters& counters) {
  s.counters(counters);
};

template <class S>
inline constexpr bool kIsCallable = [] {
  if constexpr (std::is_abstract_v<S> || !CallsCounters<S>)
    return false;
  else if constexpr (IsSource<S>)
    return CallsProduce<S> && CallsProgress<S>;
  else if constexpr (IsTransform<S>)
    return CallsProcess<S> && CallsFinish<S>;
  else if constexpr (IsExpander<S>)
    return CallsOpen<S> && CallsProduce<S> && CallsFinish<S>;
  else
    return CallsConsume<S> && CallsSinkFinish<S>;
}();

/// Fails to compile when the stage class derives from `Waits` in a way that has no effect.
template <class S>
constexpr auto require_may_wait() {
  static_assert(!std::is_base_of_v<Waits, S> || kWaits<S>,
                "weir: a stage that waits derives from weir::Waits publicly: public weir::Waits");
  static_assert(!kWaits<S> || IsSource<S> || IsExpander<S>,
                "weir: only a source or an expander waits (weir::Waits): its produce returns weir::Next::wait");
  static_assert(!kWaitsForInput<S> || IsExpander<S>, "weir: only an expander waits for input (weir::WaitsForInput)");
}

/// Fails to compile, with a message that shows how the function is declared, when weir cannot call one of a stage that is complete.
template <class S>
constexpr auto require_callable() {
  require_may_wait<S>();
  if constexpr (!std::is_abstract_v<S> && !kIsCallable<S>) {
    static_assert(CallsCounters<S>, "weir: counters of a stage is public: void counters(weir::Counters& counters) const override");
    static_assert(!IsSource<S> || CallsProgress<S>,
                  "weir: progress, cut_by_drain and drains_itself of a source are public: std::optional<double> progress() const override, "
                  "bool cut_by_drain() const override, bool drains_itself() const override");
    static_assert(!(IsSource<S> || IsExpander<S>) || CallsProduce<S>,
                  "weir: produce of a stage is public: weir::Next produce(weir::Output<T>& out) override");
    static_assert(!IsTransform<S> || CallsProcess<S>,
                  "weir: process of a transform is public: void process(std::span<T> items, weir::Output<U>& out) override");
    static_assert(!IsExpander<S> || CallsOpen<S>, "weir: open of an expander is public: void open(T&& item) override");
    static_assert(!IsSink<S> || CallsConsume<S>, "weir: consume of a sink is public: void consume(std::span<T> items) override");
    static_assert(!IsSink<S> || CallsSinkFinish<S>,
                  "weir: finish and finish_partial of a sink are public: void finish() override, void finish_partial() override");
    static_assert(!(IsTransform<S> || IsExpander<S>) || CallsFinish<S>,
                  "weir: finish of a stage is public: void finish(weir::Output<U>& out) override");
  }
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
