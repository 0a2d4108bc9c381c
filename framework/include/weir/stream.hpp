#pragma once

// The edges and settings of a pipeline made in code: what `Pipeline::source`, `transform` and `sink` take and return.
// Plain values, used by the thread that makes the pipeline.

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <weir/config.hpp>
#include <weir/duration.hpp>
#include <weir/on_error.hpp>
#include <weir/outputs.hpp>
#include <weir/size.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {
struct PipelineBuilder;

/// An output of a stage, by its number in `PlannedEdge::output`.
struct StageOutput {
  std::size_t stage;
  std::size_t output;
};
}  // namespace detail

/// What one stage of a pipeline in code sends on, or several: items of type `T`. A name for an edge that is to be drawn; it holds no items.
/// Copies are the same stream. It belongs to the pipeline that made it, and may outlive it.
template <class T>
class Stream {
 public:
  using Item = T;  ///< what flows in it

  /// Both streams in one: their batches interleave. Requires: both are of one pipeline; the call that reads the result throws `Error`
  /// otherwise.
  friend Stream operator+(Stream a, const Stream& b) {
    a.origins_.insert(a.origins_.end(), b.origins_.begin(), b.origins_.end());
    return a;
  }

 protected:
  /// Another output of the same stage. Requires: it is the stream of one stage, as a `Pipeline` returned it.
  template <class U>
  [[nodiscard]] Stream<U> other(std::size_t output) const {
    Stream<U> stream;
    stream.origins_.push_back({origins_.front().pipeline, {origins_.front().output.stage, output}});
    return stream;
  }

 private:
  friend class Pipeline;
  template <class>
  friend class Stream;
  struct Origin {
    std::weak_ptr<const detail::PipelineBuilder> pipeline;
    detail::StageOutput output;
  };
  std::vector<Origin> origins_;
};

/// What a stage with several outputs sends on. It is itself the stream of the main one.
template <class Main, class... Others>
class Streams : public Stream<Main> {
 public:
  /// The stream of the output of that name: `split.output<"big">()`.
  template <detail::FixedText Name>
  [[nodiscard]] auto output() const {
    constexpr std::size_t kPlace = detail::place_of_output<Others...>(Name.view());
    static_assert(kPlace < sizeof...(Others), "weir: the stage has no output of this name; its weir::Outputs<...> lists those that it has");
    if constexpr (kPlace < sizeof...(Others)) return this->template other<typename detail::NthOf<kPlace, Others...>::Item>(kPlace + 1);
  }
};

namespace detail {
template <class U>
struct StreamOf {
  using type = Stream<U>;
};
template <class Main, class... Others>
struct StreamOf<Outputs<Main, Others...>> {
  using type = Streams<Main, Others...>;
};
}  // namespace detail

/// The settings of one stage in code; they mean what the keys of the same names mean in a file. `Count()` is `auto`.
struct StageOptions {
  Count replicas = 1;                     ///< instances of the stage
  Count batch_size{};                     ///< most items of a call
  Count queue_depth{};                    ///< most batches that wait, for each input
  std::optional<Size> memory{};           ///< bytes that may wait, for each input
  bool ordered = false;                   ///< outputs leave in the order of the inputs
  std::optional<Duration> batch_wait{};   ///< when not given, 1 ms after an inlet, a source of a function or a stage that waits
  OnError on_error{};                     ///< what becomes of an item that the stage cannot use
  std::optional<MaxErrors> max_errors{};  ///< how many such items there may be
};

/// The settings of a whole pipeline in code.
struct PipelineOptions {
  /// Threads; `auto` is the cores that the process may use, which is also the most that oneTBB provides unless told otherwise.
  Count workers{};
  std::optional<Duration> timeout{};  ///< of the whole run
  std::optional<Size> memory{};       ///< bytes that may wait in all queues together
};

}  // namespace weir
#pragma GCC visibility pop
