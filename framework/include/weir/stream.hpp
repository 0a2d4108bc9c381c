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

#pragma GCC visibility push(default)
namespace weir {

namespace detail {
struct PipelineBuilder;
}

/// What one stage of a pipeline in code sends on, or several: items of type `T`. A name for an edge that is to be drawn; it holds no items.
/// Copies are the same stream. It belongs to the pipeline that made it, and may outlive it.
template <class T>
class Stream {
 public:
  using Item = T;  ///< what flows in it

  /// Both streams in one: their batches interleave. Requires: both are of one pipeline; the call that reads the result throws `Error`
  /// otherwise.
  friend Stream operator+(Stream a, const Stream& b) {
    a.stages_.insert(a.stages_.end(), b.stages_.begin(), b.stages_.end());
    return a;
  }

 private:
  friend class Pipeline;
  struct Origin {
    std::weak_ptr<const detail::PipelineBuilder> pipeline;
    std::size_t stage;
  };
  std::vector<Origin> stages_;
};

/// The settings of one stage in code; they mean what the keys of the same names mean in a file. `Count()` is `auto`.
struct StageOptions {
  Count replicas = 1;                    ///< instances of the stage
  Count batch_size{};                    ///< most items of a call
  Count queue_depth{};                   ///< most batches that wait, for each input
  bool ordered = false;                  ///< outputs leave in the order of the inputs
  std::optional<Duration> batch_wait{};  ///< when not given, 1 ms after an inlet or a source of a function
};

/// The settings of a whole pipeline in code.
struct PipelineOptions {
  /// Threads; `auto` is the cores that the process may use, which is also the most that oneTBB provides unless told otherwise.
  Count workers{};
  std::optional<Duration> timeout{};  ///< of the whole run
};

}  // namespace weir
#pragma GCC visibility pop
