#pragma once

// The test kit: runs one stage without a pipeline, threads or files, under any test framework. See also `weir/testing_replicas.hpp`.
// All in the thread of the caller.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/collected.hpp>
#include <weir/detail/stage_calls.hpp>
#include <weir/output.hpp>
#include <weir/registry.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// Throws `ConfigError` when there are errors.
void throw_errors(std::vector<Diagnostic> errors, const std::vector<ConfigText>& texts);
/// Calls `read` with the value of a YAML text, and throws `ConfigError` with what is wrong with either.
void read_params_text(std::string_view yaml, const std::function<void(const Value&, const ErrorScope&)>& read);

// What `run` takes: a stage, or a reference to one.
template <class S>
concept RunsAsSource = IsSource<std::remove_cvref_t<S>>;
template <class S>
concept RunsInTheMiddle = IsTransform<std::remove_cvref_t<S>> || IsExpander<std::remove_cvref_t<S>>;
template <class S>
concept RunsAsSink = IsSink<std::remove_cvref_t<S>>;
template <class S>
concept RunsAsSinkOfAny = RunsAsSink<S> && std::same_as<typename std::remove_cvref_t<S>::In, AnyItem>;

template <class S>
std::map<std::string, std::uint64_t> counters_of(const S& stage) {
  Counters counters;
  stage.counters(counters);
  return counters.totals();
}

}  // namespace detail

namespace testing {

/// The params of a stage class.
template <class S>
using ParamsOf = typename detail::ParamsOf<S>::type;

/// A stage with the given params, or its defaults. Throws `ConfigError`, with what a file would say, when they break a rule of the stage's
/// `describe`.
template <detail::IsStage S>
std::unique_ptr<S> make(const ParamsOf<S>& params = {}) {
  std::vector<Diagnostic> errors;
  detail::description_of<S>().check_values(params, ErrorScope(errors).key("params"));
  detail::throw_errors(std::move(errors), {});
  return detail::make_stage<S>(params);
}

/// A stage with params from YAML, as they stand under `params:` in a file: `make<AtLeast>("threshold: 3")`. Throws `ConfigError` as a file
/// does, with lines and columns of this text.
template <detail::IsStage S, std::convertible_to<std::string_view> Yaml>
std::unique_ptr<S> make(const Yaml& yaml) {
  ParamsOf<S> params{};
  detail::read_params_text(
      yaml, [&params](const Value& value, const ErrorScope& errors) { detail::description_of<S>().read(value, params, errors); });
  return detail::make_stage<S>(params);
}

/// Takes what one stage pushes: `Collector<int> out(4); stage.process(items, out.output());`. Is full after `room` items, so that a source
/// or an expander can be stepped; `take()` makes room again. `run` does this for a whole stage. `U` is what the role has, an item type or
/// `Outputs`. Requires: it outlives its `output()`.
template <class U>
class Collector {
 public:
  /// Full when an output has `room` items. Requires: `room` is at least 1.
  explicit Collector(std::size_t room = 1) {
    std::apply([this](auto&... batch) { edges_ = {detail::EdgeWriter{.open = &batch}...}; }, batches_.all);
    for (detail::EdgeWriter& edge : edges_) edge.limit = room;
    writers_.writers = edges_;
    writers_.main.edges = std::span(edges_).first(1);
    for (std::size_t n = 1; n < edges_.size(); ++n) writers_.named.push_back({std::span(edges_).subspan(n, 1)});
    writers_.ending = &ending_;
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  [[nodiscard]] Output<U>& output() noexcept { return output_; }              ///< where the stage pushes
  [[nodiscard]] detail::EdgeWriters& writers() noexcept { return writers_; }  ///< the same, for weir itself
  /// What has been pushed to the main output since the last `take`.
  std::vector<detail::MainOf<U>> take() {
    writers_.end_places();
    return detail::take_items(std::get<0>(batches_.all));
  }
  /// What has been pushed to the output of that name since the last call: `out.take<"big">()`.
  template <detail::FixedText Name>
  auto take() {
    writers_.end_places();
    return detail::take_items(std::get<detail::BatchesOf<U>::place(Name.view())>(batches_.all));
  }
  /// The same of all outputs with a name, for weir itself.
  void take_others(typename detail::BatchesOf<U>::Others& to) {
    writers_.end_places();
    batches_.take_others(to);
  }
  /// Makes `output().stopping()` true.
  void stop() { stop_.requested = true; }

 private:
  detail::BatchesOf<U> batches_;
  std::array<detail::EdgeWriter, std::tuple_size_v<decltype(detail::BatchesOf<U>::all)>> edges_;
  detail::StopFlag stop_;
  detail::Ending ending_{stop_};
  detail::EdgeWriters writers_;
  Output<U> output_{writers_};
};

/// How `run` calls a stage. Requires: both are at least 1.
struct Calls {
  std::size_t batch_size = 1;  ///< items that a call gets at most
  std::size_t room = 1;        ///< items after which the output of a source or an expander is full
};

/// What a stage did. `In` is void for a source; `U` is what the role has, an item type or `Outputs`.
template <class T, class In = void, class U = T>
struct Emitted {
  std::vector<std::vector<T>> batches;  ///< what each call pushed to the main output, in order; the last is that of `finish`, if it has one
  typename detail::CollectedRejects<In>::Items rejected{};  ///< what the stage rejected, in order
  std::map<std::string, std::uint64_t> counters;            ///< the stage's own, by name
  bool had_enough = false;                                  ///< it said so, and did not see the items after that
  typename detail::BatchesOf<U>::Others others{};           ///< what it pushed to its outputs with a name; see `output`

  /// What it pushed to the output of that name, in order: `out.output<"big">()`.
  template <detail::FixedText Name>
  [[nodiscard]] const auto& output() const {
    return std::get<detail::BatchesOf<U>::place(Name.view()) - 1>(others);
  }
  /// All items of the main output, in order. Of items that only move: `std::move(out).items()`.
  [[nodiscard]] std::vector<T> items() const& {
    std::vector<T> all;
    // One by one: a type that cannot be assigned has no range insert.
    for (const auto& batch : batches) {
      for (const auto& item : batch) all.push_back(item);
    }
    return all;
  }
  /// The same, moved out.
  [[nodiscard]] std::vector<T> items() && {
    std::vector<T> all;
    for (auto& batch : batches) {
      for (auto&& item : batch) all.push_back(std::move(item));
    }
    return all;
  }
};

/// What a sink did, beyond what it wrote. `In` are the items that it takes.
template <class In>
struct Consumed {
  std::size_t calls = 0;                                    ///< of `consume`
  typename detail::CollectedRejects<In>::Items rejected{};  ///< what the stage rejected, in order
  std::map<std::string, std::uint64_t> counters;            ///< the stage's own, by name
  bool had_enough = false;                                  ///< it said so, and did not see the items after that
};

/// Runs a source to its end: `auto out = run(*make<Range>("count: 10")); out.items()`.
template <detail::RunsAsSource S>
auto run(S&& source, Calls calls = {}) {
  using Stage = std::remove_cvref_t<S>;
  Emitted<typename Stage::Out, void, typename Stage::AllOutputs> emitted;
  Collector<typename Stage::AllOutputs> out(calls.room);
  const auto stage = detail::adapt<Stage>(std::addressof(source), nullptr);
  detail::call(*stage, nullptr, out.writers(), [&] {
    emitted.batches.push_back(out.take());
    out.take_others(emitted.others);
  });
  emitted.counters = detail::counters_of(source);
  return emitted;
}

/// Runs a transform on items, in batches, or an expander, one item after the other, and finishes it. An expander finds its output full
/// after `calls.room` items. What a stage rejects is kept, and the run goes on; an exception comes out of here.
template <detail::RunsInTheMiddle S>
auto run(S&& transform, std::vector<typename std::remove_cvref_t<S>::In> items, Calls calls = {}) {
  using Stage = std::remove_cvref_t<S>;
  Emitted<typename Stage::Out, typename Stage::In, typename Stage::AllOutputs> emitted;
  Collector<typename Stage::AllOutputs> out(calls.room);
  detail::CollectedRejects<typename Stage::In> rejects;
  const auto stage = detail::adapt<Stage>(std::addressof(transform), nullptr);
  rejects.attach(*stage, out.writers());
  const auto take = [&] {
    emitted.batches.push_back(out.take());
    out.take_others(emitted.others);
  };
  detail::call_and_finish<Stage>(*stage, items, detail::IsExpander<Stage> ? 1 : calls.batch_size, out.writers(), take);
  take();
  emitted.rejected = rejects.take();
  emitted.had_enough = stage->wants_nothing();
  emitted.counters = detail::counters_of(transform);
  return emitted;
}

/// Has a sink take items, in batches, and finishes it. A sink of any item, such as `table.write`, takes items of any type.
template <detail::RunsAsSink S, class T = typename std::remove_cvref_t<S>::In>
auto run(S&& sink, std::vector<T> items, Calls calls = {}) {
  using Stage = std::remove_cvref_t<S>;
  static_assert(std::same_as<T, typename Stage::In> || detail::RunsAsSinkOfAny<S>, "weir: the sink takes items of another type");
  Consumed<typename Stage::In> consumed;
  const detail::StopFlag stop;
  detail::Ending ending(stop);
  detail::EdgeWriters none;
  none.ending = &ending;
  detail::CollectedRejects<typename Stage::In> rejects;
  const auto stage = detail::adapt<Stage>(std::addressof(sink), &item_type<T>());
  rejects.attach(*stage, none);
  detail::call_and_finish<Stage>(*stage, items, calls.batch_size, none, [&] { ++consumed.calls; });
  consumed.rejected = rejects.take();
  consumed.had_enough = stage->wants_nothing();
  consumed.counters = detail::counters_of(sink);
  return consumed;
}

/// Runs a source, or an expander after its `open`, to its end and returns all items of its main output. What it waits for has to happen by
/// itself, or by another thread, within 10 seconds. Of an expander that waits for input, all of that has ended.
template <class S>
std::vector<typename S::Out> drain(S& stage, std::size_t room = 1) {
  Collector<typename S::AllOutputs> out(room);
  typename detail::BatchesOf<typename S::AllOutputs>::Others others;
  std::vector<typename S::Out> all;
  if constexpr (detail::kWaitsForInput<S>) detail::wait_request_of(stage)->input_ended = true;
  for (Next next = Next::again; next != Next::done;) {
    if (next == Next::wait) detail::wait_by_hand(detail::wait_request_of(stage));
    if (detail::WaitRequest* request = detail::wait_request_of(stage)) request->begin_call();
    next = stage.produce(out.output());
    for (auto& item : out.take()) all.push_back(std::move(item));
    out.take_others(others);
  }
  return all;
}

}  // namespace testing
}  // namespace weir
#pragma GCC visibility pop
