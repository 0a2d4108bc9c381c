#pragma once

// The kinds that a config may name: a program adds stage classes and functions to a `Registry` and hands it to a `Pipeline`.
// One thread at a time adds kinds; any number of threads may read a registry that nobody changes.

#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/description.hpp>
#include <weir/detail/callable_stage.hpp>
#include <weir/detail/described_stage.hpp>
#include <weir/detail/host_queue.hpp>
#include <weir/role.hpp>
#include <weir/stage_factory.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {
/// A stage class whose params decide which class is instantiated: itself, or another of the same role and types. So what a stage that waits
/// takes is there only where the params make one.
template <class S>
concept ChoosesClass = requires(const typename ParamsOf<S>::type& params) {
  { S::factory(params) } -> std::same_as<StageFactory>;
};
}  // namespace detail

/// A registered implementation of a stage, such as `words.count`.
struct Kind {
  std::string name;     ///< lower-case words with dots
  Role role;            ///< of every stage of the kind
  const ItemType* in;   ///< null for a source; `item_type<AnyItem>()` when any type will do
  const ItemType* out;  ///< null for a sink
  KindInfo info;        ///< its author's description

  /// Reads params and returns what makes the replicas. When something is wrong with them, reports it to `errors`, the scope of the stage,
  /// and returns an empty factory. Requires: any number of threads may call it at once.
  std::function<StageFactory(const Value& params, const ErrorScope& errors)> bind;

  /// Of a kind that takes or makes `Rows`: which columns come out of its main output when those come in. Called when a pipeline is
  /// planned, after `bind` found nothing wrong with the params. What does not fit it reports to `errors`, the scope of the stage (of a kind
  /// without params, of the stage's inputs), and returns nothing, as for a sink. Null: it is not known. Requires: any number of threads may
  /// call it at once.
  std::function<std::optional<Columns>(const Value& params, const Columns& in, const ErrorScope& errors)> columns = {};

  std::string plugin = {};                      ///< the file that it was loaded from; empty: the program's own
  std::vector<NamedOutput> named_outputs = {};  ///< beside the main one
  /// Of an expander whose stages are also called without an item (`WaitsForInput`): what they make of which is not known.
  bool waits_for_input = false;

  /// Of a kind whose params name further outputs, which take the items of the main one: those names. Nothing when the params cannot be
  /// read, which `bind` reports. Null: it has none but `named_outputs`. Requires: any number of threads may call it at once.
  std::function<std::optional<std::vector<PlacedText>>(const Value& params)> output_names = {};

  /// Of a kind whose params stand for more files to read than they name, folders and patterns: those files. Throws `Error` where one means
  /// none. Null: it has no such. Requires: `bind` found nothing wrong with the params, and any number of threads may call it at once.
  std::function<std::vector<std::string>(const Value& params)> files = {};

  /// All outputs beside the main one that a stage with such params has: those that the params name, and behind them `named_outputs`.
  [[nodiscard]] std::vector<NamedOutput> outputs_of(const Value& params) const;
};

/// The kinds that a file may name. A plain object: make one, add to it, pass it to a `Pipeline`. It may be copied.
///
/// Requires: no other thread uses the registry while kinds are being added.
class Registry {
 public:
  /// Adds a stage class under a name. Role and item types are deduced from the class. `S` has a constructor from `const S::Params&` and a
  /// `static void describe(weir::Description<Params>&)`; or, with no params, a default constructor and optionally `describe(Description<
  /// NoParams>&)`. Throws `Error` when the name is taken or is not lower-case words with dots.
  template <class S>
  void add(std::string name) {
    detail::require_stage<S>();
    if constexpr (detail::IsStage<S>) {
      using Params = typename detail::ParamsOf<S>::type;
      static_assert(detail::kHasItems<S>,
                    "weir: an item is a value that moves: a class with a move constructor, without const, & or []; hold "
                    "what cannot be moved in a std::unique_ptr");
      detail::check_params<S>();
      if constexpr (detail::kHasItems<S> && detail::kIsCallable<S> && detail::kHasUsableParams<S>)
        add_kind<S>(std::move(name), detail::description_of<S>(), [](const Params& params) { return factory_of<S>(params); });
    }
  }

  // One-liners. The function (a lambda, a `std::function`, a pointer to a function) takes one item, written with its type. It is copied for
  // each replica of each run: one that keeps state (a `mutable` lambda) starts fresh in every run and needs no lock, and what all replicas
  // are to share is held by reference or `std::shared_ptr`. A function that cannot be used is a compile error that says what to write.

  /// Adds a transform that pushes `f(item)` for each item.
  template <class F>
  void map(std::string name, F f, std::string summary = "") {
    detail::require_map<F>();
    if constexpr (detail::IsMap<F>) add_function<detail::MapStage<F>>(std::move(name), std::move(f), std::move(summary));
  }

  /// Adds a transform that passes on the items for which `predicate(item)` is true, or as the `Pass` that it returns says. It moves them,
  /// so they need no copying.
  template <class F>
  void filter(std::string name, F predicate, std::string summary = "") {
    detail::require_filter<F>();
    if constexpr (detail::IsFilter<F>) add_function<detail::FilterStage<F>>(std::move(name), std::move(predicate), std::move(summary));
  }

  /// Adds a sink that calls `f(item)` with each item, until that is `Next::done`. `f` takes `T`, `T&&`, `const T&` or `T&`.
  template <class F>
  void sink(std::string name, F f, std::string summary = "") {
    detail::require_one_item<F>();
    if constexpr (detail::IsEach<F>) add_function<detail::EachStage<F>>(std::move(name), std::move(f), std::move(summary));
  }

  /// Adds a source of what `f()` returns, a `std::optional`, until that is `std::nullopt`.
  template <class F>
  void source(std::string name, F f, std::string summary = "") {
    detail::require_next_item<F>();
    if constexpr (detail::IsNextItem<F>) add_function<detail::NextItemStage<F>>(std::move(name), std::move(f), std::move(summary));
  }

  /// Adds a source whose items come from the host, through `Run::inlet<T>(name of the stage)`. A file that uses it runs only in a program
  /// that pushes them, by `Pipeline::start`.
  template <class T>
  void inlet(std::string name, std::string summary = "Items that the program pushes.");
  /// Adds a sink whose items go to the host, through `Run::outlet<T>(name of the stage)`.
  template <class T>
  void outlet(std::string name, std::string summary = "Items that the program pulls.");

  /// Adds a kind that was described by hand. Throws `Error` as the other `add` does. Requires: `bind` is set, and `in` and `out` are not
  /// null where the role has an input or an output.
  void add(Kind kind);

  /// The kind of that name. When there is none, throws an `Error` that suggests the nearest name.
  [[nodiscard]] const Kind& at(std::string_view name) const;
  /// The kind of that name, or null. The pointer stays valid while the registry lives.
  [[nodiscard]] const Kind* find(std::string_view name) const noexcept;
  /// All kinds by name.
  [[nodiscard]] std::vector<const Kind*> kinds() const;

 private:
  template <class S, class Params>
  static StageFactory factory_of(const Params& params) {
    if constexpr (detail::ChoosesClass<S>)
      return S::factory(params);
    else if constexpr (detail::SharesState<S>)
      return StageFactory::of_sharing<S>(
          [params](const Columns& in, const Columns& out) { return detail::make_shared_state<S>(params, in, out); },
          [](std::shared_ptr<typename S::Shared> shared) { return std::make_unique<S>(std::move(shared)); });
    else
      return StageFactory::of<S>([params](const Columns& in, const Columns& out) { return detail::make_stage<S>(params, in, out); });
  }

  // `factory` returns a factory of `S` for some params.
  template <class S, class Params, class Factory>
  void add_kind(std::string name, Description<Params> description, Factory factory) {
    Kind kind{std::move(name), detail::role_of<S>(), detail::in_type_of<S>(), detail::out_type_of<S>(), description.info(), {}};
    kind.named_outputs = detail::named_outputs_of<S>();
    kind.waits_for_input = detail::kWaitsForInput<S>;
    kind.bind = [description, factory](const Value& value, const ErrorScope& errors) {
      Params params{};
      const std::size_t before = errors.list().size();
      description.read(value, params, errors.key("params"));
      if (errors.list().size() != before) return StageFactory();
      return factory(params).set_memory(description.memory_of(params));
    };
    if constexpr (detail::FindsFiles<S>) {
      kind.files = [description](const Value& value) {
        Params params{};
        std::vector<Diagnostic> reported;  // by `bind`
        description.read(value, params, ErrorScope(reported));
        return S::files(params);
      };
    }
    if constexpr (detail::PlansColumns<S>) {
      kind.columns = [description](const Value& value, const Columns& in, const ErrorScope& errors) {
        Params params{};
        std::vector<Diagnostic> reported;  // by `bind`
        description.read(value, params, ErrorScope(reported));
        return S::columns(params, in, std::same_as<Params, NoParams> ? errors : errors.key("params"));
      };
    }
    static_assert(detail::kOutputsNeedNames<S> == detail::NamesOutputs<S>,
                  "weir: a stage with weir::OutputsByParams<T>, and no other, has a public static "
                  "std::vector<weir::PlacedText> outputs(const Params& params), which returns their names");
    if constexpr (detail::NamesOutputs<S>) {
      kind.output_names = [description](const Value& value) -> std::optional<std::vector<PlacedText>> {
        Params params{};
        std::vector<Diagnostic> reported;  // by `bind`
        description.read(value, params, ErrorScope(reported));
        if (!reported.empty()) return std::nullopt;
        return S::outputs(params);
      };
    }
    add(std::move(kind));
  }

  template <class S, class F>
  void add_function(std::string name, F f, std::string summary) {
    detail::require_copyable_function<F>();
    Description<NoParams> description;
    description.summary(std::move(summary)).repeatable();
    if constexpr (std::copy_constructible<F>)
      add_kind<S>(std::move(name), std::move(description),
                  [f = std::move(f)](const NoParams&) { return StageFactory::of<S>([f] { return std::make_unique<S>(f); }); });
  }

  std::map<std::string, Kind, std::less<>> kinds_;  // by name
};

namespace detail {

/// The params of inlets and outlets.
struct HostParams {
  std::size_t capacity = 64;
};
inline void describe(Description<HostParams>& d) {
  d.param("capacity", &HostParams::capacity, "items that may wait between the program and the pipeline").range(1, 1'000'000'000);
  d.single_replica();
}

inline std::string capacity_params(std::size_t capacity) {
  return "capacity: " + std::to_string(capacity);
}

template <class Queue>
Kind host_kind(std::string name, std::string summary, Role role, const ItemType& type) {
  Description<HostParams> description;
  describe(description);
  description.summary(std::move(summary));
  const bool in = role == Role::source;
  Kind kind{std::move(name), role, in ? nullptr : &type, in ? &type : nullptr, description.info(), {}};
  kind.bind = [description](const Value& value, const ErrorScope& errors) {
    HostParams params;
    const std::size_t before = errors.list().size();
    description.read(value, params, errors.key("params"));
    if (errors.list().size() != before) return StageFactory();
    return StageFactory::of_host_queue<Queue>(params.capacity);
  };
  return kind;
}

template <class T>
Kind inlet_kind(std::string name, std::string summary) {
  return host_kind<InletQueue<T>>(std::move(name), std::move(summary), Role::source, item_type<T>());
}
template <class T>
Kind outlet_kind(std::string name, std::string summary) {
  return host_kind<OutletQueue<T>>(std::move(name), std::move(summary), Role::sink, item_type<T>());
}

}  // namespace detail

template <class T>
void Registry::inlet(std::string name, std::string summary) {
  add(detail::inlet_kind<T>(std::move(name), std::move(summary)));
}
template <class T>
void Registry::outlet(std::string name, std::string summary) {
  add(detail::outlet_kind<T>(std::move(name), std::move(summary)));
}

}  // namespace weir
#pragma GCC visibility pop
