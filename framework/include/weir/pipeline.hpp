#pragma once

// The centre of the library: a pipeline from a file or made in code, which is checked, run and started here.
// One thread adds stages; after that any number of threads may plan, run and start it.

#include <chrono>
#include <concepts>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/given_stage.hpp>
#include <weir/event.hpp>
#include <weir/plan.hpp>
#include <weir/report.hpp>
#include <weir/run.hpp>
#include <weir/stream.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// A pipeline, from a file or made in code, which can run any number of times. Outside a run it has no threads; it never installs signal
/// handlers or prints anything.
///
/// In code, each stage is added by a call that returns its `Stream`, and the compiler checks that the item types fit:
///
///     weir::Pipeline pipeline("faces");
///     auto frames = pipeline.source("frames", [&] { return FrameSource(camera); });
///     auto faces = pipeline.transform(frames, "detect", [] { return DetectFaces(); }, {.replicas = 4, .batch_size = 8});
///     pipeline.sink(faces, "store", [&] { return StoreFaces(db); });
///     pipeline.run();
///
/// A stage is given as a function that makes it, by value or in a `std::unique_ptr`, called once for each replica of each run (by several
/// runs at once, when several start at once); or as an object that can be moved, which serves one replica of one run. Everything else that
/// can be wrong with a pipeline (a name that is taken, a stage that nobody reads) is reported, all at once, by the first `plan`, `run` or
/// `start`.
///
/// Threading: any number of threads may call `run`, `start` and `plan` at once.
///
/// Requires: stages are added by one thread at a time, while no other call is in progress. Of a pipeline that was moved from, only
/// destruction and assignment. A `Stream` that is passed in comes from this pipeline; `Error` otherwise.
class Pipeline {
 public:
  /// Checks the config against the kinds. Throws `ConfigError` with everything that is wrong.
  Pipeline(const PipelineConfig& config, const Registry& registry);
  /// Runs a plan that `make_plan` returned, or one that a program put together. Throws `ConfigError` with everything that is wrong with it.
  /// Requires: the factories make stages of the roles and item types that the plan states.
  explicit Pipeline(Plan plan);
  /// An empty one, for stages in code.
  explicit Pipeline(std::string name, const PipelineOptions& options = {});
  Pipeline(Pipeline&&) noexcept;             ///< the other may then only be destroyed or assigned to
  Pipeline& operator=(Pipeline&&) noexcept;  ///< runs in progress keep what they need
  ~Pipeline();

  /// Adds a source: a stage, or a function that returns a `std::optional` of the next item and `std::nullopt` at the end, of which every
  /// run has a copy. One that waits takes a `const weir::Stopping&`, at which it looks.
  template <detail::NotAKind Given>
  auto source(std::string name, Given&& given) {
    using G = std::decay_t<Given>;
    if constexpr (detail::GivesStage<G>) {
      using S = detail::StageGivenBy<G>;
      static_assert(detail::IsSource<S>, "weir: this stage is not a source; its class derives from another role");
      return add<typename S::AllOutputs>(std::move(name), detail::kind_given_by<G>(std::forward<Given>(given)), {}, {});
    } else if constexpr (detail::PointsToStage<G>) {
      detail::require_no_pointer<G>();
    } else {
      detail::require_next_item<G>();
      if constexpr (detail::IsNextItem<G>) {
        using S = detail::NextItemStage<G>;
        return add<typename S::Out>(std::move(name), detail::function_kind<S, G>(std::forward<Given>(given), "source"), {}, {});
      }
    }
  }

  /// Adds a transform that reads `in`.
  template <class T, detail::NotAKind Given>
  auto transform(const Stream<T>& in, std::string name, Given&& given, const StageOptions& options = {}) {
    using G = std::decay_t<Given>;
    detail::require_no_pointer<G>();
    static_assert(detail::GivesStage<G> || detail::PointsToStage<G>,
                  "weir: a transform is an object of a class that derives from weir::Transform<T, U>, or a function that makes one; for a "
                  "function of an item use map or filter");
    if constexpr (detail::GivesStage<G>) {
      static_assert(detail::IsTransform<detail::StageGivenBy<G>>,
                    "weir: this stage is not a transform; its class derives from another role");
      return add_reader<G>(in, std::move(name), std::forward<Given>(given), options);
    }
  }

  /// Adds a transform that pushes `f(item)` for each item. Every replica has a copy of `f`.
  template <class T, class F>
  auto map(const Stream<T>& in, std::string name, F f, const StageOptions& options = {}) {
    detail::require_map<F>();
    if constexpr (detail::IsMap<F>) return add_function<detail::MapStage<F>>(in, std::move(name), std::move(f), "map", options);
  }

  /// Adds a transform that passes on the items for which `f(item)` is true, or as the `Pass` that it returns says. Every replica has a copy
  /// of `f`.
  template <class T, class F>
  auto filter(const Stream<T>& in, std::string name, F f, const StageOptions& options = {}) {
    detail::require_filter<F>();
    if constexpr (detail::IsFilter<F>) return add_function<detail::FilterStage<F>>(in, std::move(name), std::move(f), "filter", options);
  }

  /// Adds an expander that reads `in`.
  template <class T, class Given>
  auto expander(const Stream<T>& in, std::string name, Given&& given, const StageOptions& options = {}) {
    using G = std::decay_t<Given>;
    detail::require_no_pointer<G>();
    static_assert(detail::GivesStage<G> || detail::PointsToStage<G>,
                  "weir: an expander is an object of a class that derives from weir::Expander<T, U>, or a function that makes one");
    if constexpr (detail::GivesStage<G>) {
      static_assert(detail::IsExpander<detail::StageGivenBy<G>>,
                    "weir: this stage is not an expander; its class derives from another role");
      return add_reader<G>(in, std::move(name), std::forward<Given>(given), options);
    }
  }

  /// Adds a sink that reads `in`: a stage, or a function that is called with each item, of which every replica has a copy. The function has
  /// had enough when it returns `Next::done`.
  template <class T, detail::NotAKind Given>
  void sink(const Stream<T>& in, std::string name, Given&& given, const StageOptions& options = {}) {
    using G = std::decay_t<Given>;
    if constexpr (detail::GivesStage<G>) {
      static_assert(detail::IsSink<detail::StageGivenBy<G>>, "weir: this stage is not a sink; its class derives from another role");
      add_reader<G>(in, std::move(name), std::forward<Given>(given), options);
    } else if constexpr (detail::PointsToStage<G>) {
      detail::require_no_pointer<G>();
    } else {
      detail::require_one_item<G>();
      if constexpr (detail::IsEach<G>)
        add_function<detail::EachStage<G>, T, G>(in, std::move(name), std::forward<Given>(given), "sink", options);
    }
  }

  /// Adds a stage of a registered kind, such as `kinds.at("text.read")`. `params` are YAML as in a file, such as `"paths: [a.txt]"`; what
  /// is wrong with them is reported with everything else. `U` is the type of its items; `Error` when the kind has another.
  template <class U>
  Stream<U> source(std::string name, const Kind& kind, std::string_view params = "") {
    return add_registered<U>(std::move(name), kind, Role::source, {}, {}, params);
  }
  /// The same for a transform or an expander that reads `in`.
  template <class U, class T>
  Stream<U> transform(const Stream<T>& in, std::string name, const Kind& kind, std::string_view params = "",
                      const StageOptions& options = {}) {
    const Role role = kind.role == Role::expander ? Role::expander : Role::transform;
    return add_registered<U>(std::move(name), kind, role, origins(in), options, params);
  }
  /// The same for a sink that reads `in`, such as `kinds.at("table.write")`.
  template <class T>
  // NOLINTNEXTLINE(performance-unnecessary-value-param): it is moved
  void sink(const Stream<T>& in, std::string name, const Kind& kind, std::string_view params = "", const StageOptions& options = {}) {
    check_kind(kind, Role::sink, nullptr);
    add_stage(std::move(name), kind, origins(in), options, params);
  }

  /// Adds a source whose items the host pushes, through `Run::inlet<T>(name)`. At most `capacity` of them wait to be taken in.
  /// Requires: `capacity` is 1 to 10^9; otherwise the plan reports it.
  template <class T>
  Stream<T> inlet(std::string name, std::size_t capacity = detail::HostParams().capacity) {
    return add<T>(std::move(name), detail::inlet_kind<T>("inlet", ""), {}, {}, detail::capacity_params(capacity));
  }

  /// Adds a sink whose items the host pulls, through `Run::outlet<T>(name)`. At most `capacity` of them wait to be pulled; `options` are
  /// those of any stage. Requires: `capacity` is 1 to 10^9; otherwise the plan reports it.
  template <class T>
  // NOLINTNEXTLINE(performance-unnecessary-value-param): it is moved
  void outlet(const Stream<T>& in, std::string name, std::size_t capacity = detail::HostParams().capacity,
              const StageOptions& options = {}) {
    add_stage(std::move(name), detail::outlet_kind<T>("outlet", ""), origins(in), options, detail::capacity_params(capacity));
  }

  /// The stream of an output by its name in a file: `split.big`, or `split` for the main one. For stages of registered kinds; where the
  /// stage's class is known, `Streams::output` does it without a check at run time. Throws `Error` when no stage was added that has it, or
  /// when its items are not of type `T`.
  template <class T>
  [[nodiscard]] Stream<T> output(std::string_view label) const {
    Stream<T> stream;
    stream.origins_.push_back({builder_, find_output(label, item_type<T>())});
    return stream;
  }

  /// What will run. Throws `ConfigError` with everything that is wrong with the stages that were added. Valid until a stage is added.
  [[nodiscard]] const Plan& plan() const;

  /// Runs to the end and returns. When the calling thread is in a `task_arena`, or has made oneTBB's default one its own by running tasks,
  /// that arena is used and the thread takes part, running any task of that arena meanwhile. From anywhere else, and from inside a task or
  /// a stage, it runs in an arena of its own of `workers` threads. A requested stop ends the run within one batch a worker and is not an
  /// error: the report says `finished == false`. Throws `ConfigError` as `plan` does; `StageError`, `TimeoutError` or `StallError`; `Error`
  /// when the threads that it needs cannot be made. Beside its workers a run has a thread for a `batch_wait`, for a `timeout` and for
  /// callbacks, if it has any of these. They are made at its beginning, and nothing that needs one can fail later.
  ///
  /// Requires: a caller whose arena is used is not inside `isolate` and holds no lock. The pipeline has no inlets or outlets, which nobody
  /// could reach; `Error` otherwise.
  RunReport run(const std::stop_token& stop = {}, const Callbacks& callbacks = {});

  /// Starts a run in an arena of `workers` threads and returns at once. The run keeps what it needs of the pipeline, which may be destroyed
  /// first. Throws `ConfigError` as `plan` does, and `Error` when no thread can be made. Beside the threads that `run` lists it has one
  /// that begins it, and one for drains, inlets and outlets; where one of these is missing, `Run::wait` throws `Error`.
  /// Requires: what the stages and callbacks refer to outlives the run.
  [[nodiscard]] Run start(const Callbacks& callbacks = {});

 private:
  using Origins = std::vector<detail::StageOutput>;

  // Adds a stage that reads `in` and returns its stream, unless it is a sink.
  template <class S, class T>
  auto add_kind(const Stream<T>& in, std::string name, Kind kind, const StageOptions& options) {
    detail::check_item_type<T, typename S::In>();
    if constexpr (detail::IsSink<S>)
      add_stage(std::move(name), std::move(kind), origins(in), options);
    else
      return add<typename S::AllOutputs>(std::move(name), std::move(kind), origins(in), options);
  }
  template <class G, class T, class Given>
  auto add_reader(const Stream<T>& in, std::string name, Given&& given, const StageOptions& options) {
    return add_kind<detail::StageGivenBy<G>>(in, std::move(name), detail::kind_given_by<G>(std::forward<Given>(given)), options);
  }
  template <class S, class T, class F>
  auto add_function(const Stream<T>& in, std::string name, F f, const char* kind, const StageOptions& options) {
    return add_kind<S>(in, std::move(name), detail::function_kind<S>(std::move(f), kind), options);
  }

  // `U` may be `Outputs`.
  template <class U>
  auto add(std::string name, Kind kind, const Origins& inputs, const StageOptions& options, std::string_view params = "") {
    typename detail::StreamOf<U>::type stream;
    stream.origins_.push_back({builder_, {add_stage(std::move(name), std::move(kind), inputs, options, params), 0}});
    return stream;
  }
  template <class U>
  Stream<U> add_registered(std::string name, const Kind& kind, Role role, const Origins& inputs, const StageOptions& options,
                           std::string_view params) {
    check_kind(kind, role, &item_type<U>());
    return add<U>(std::move(name), kind, inputs, options, params);
  }
  static Run begin(std::shared_ptr<const Plan> plan, const Callbacks& callbacks, bool drainable, bool stopped);
  static void check_kind(const Kind& kind, Role role, const ItemType* out);
  std::size_t add_stage(std::string name, Kind kind, const Origins& inputs, const StageOptions& options, std::string_view params = "");
  template <class T>
  Origins origins(const Stream<T>& stream) const {
    Origins outputs;
    for (const auto& origin : stream.origins_) outputs.push_back(own(origin.pipeline, origin.output));
    return outputs;
  }
  detail::StageOutput own(const std::weak_ptr<const detail::PipelineBuilder>& pipeline, detail::StageOutput output) const;
  [[nodiscard]] detail::StageOutput find_output(std::string_view label, const ItemType& type) const;
  [[nodiscard]] std::shared_ptr<const Plan> checked() const;

  std::shared_ptr<detail::PipelineBuilder> builder_;
};

}  // namespace weir
#pragma GCC visibility pop
