#pragma once

// A stage class as its author declares it: its params, its description, and how an instance is made.

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <weir/columns.hpp>
#include <weir/description.hpp>
#include <weir/detail/require_stage.hpp>
#include <weir/error_scope.hpp>
#include <weir/outputs.hpp>
#include <weir/placed_text.hpp>

#pragma GCC visibility push(default)
namespace weir {

/// The params of a stage that has none. It may still describe itself in a `describe(Description<NoParams>&)`.
struct NoParams {};

namespace detail {

template <class S>
struct ParamsOf {
  using type = NoParams;
};
template <class S>
concept HasParams = requires {
  typename S::Params;
};
template <HasParams S>
struct ParamsOf<S> {
  using type = typename S::Params;
};

template <class S>
concept DescribesStage = requires(Description<typename ParamsOf<S>::type>& description) {
  S::describe(description);
};

/// A stage class whose replicas share something in each run.
template <class S>
concept SharesState = requires {
  typename S::Shared;
  requires std::constructible_from<S, std::shared_ptr<typename S::Shared>>;
};

/// Whether a stage can be made of its params, of what its replicas share, or of nothing.
template <class S>
inline constexpr bool kIsMade = std::constructible_from<S, const typename ParamsOf<S>::type&> || std::constructible_from<S> ||
                                std::constructible_from<S, const typename ParamsOf<S>::type&, const Columns&> ||
                                std::constructible_from<S, const typename ParamsOf<S>::type&, const Columns&, const Columns&>;
template <SharesState S>
inline constexpr bool kIsMade<S> = true;

template <class S>
inline constexpr bool kHasUsableParams =
    std::default_initializable<typename ParamsOf<S>::type>&& std::copy_constructible<typename ParamsOf<S>::type>;

// Refuses what would otherwise be ignored silently.
template <class S>
constexpr auto check_params() {
  using Params = typename ParamsOf<S>::type;
  constexpr bool kHasParams = !std::same_as<Params, NoParams>;
  static_assert(!kHasParams || DescribesStage<S>,
                "weir: a stage with Params declares them in a public static void describe(weir::Description<Params>& d)");
  require_complete<S>();
  require_callable<S>();
  static_assert(kHasUsableParams<S>,
                "weir: Params can be made without arguments, since each member has a default, and copied, since each replica gets them");
  static_assert(!kHasParams || SharesState<S> || std::is_abstract_v<S> || std::constructible_from<S, const Params&> ||
                    std::constructible_from<S, const Params&, const Columns&> ||
                    std::constructible_from<S, const Params&, const Columns&, const Columns&>,
                "weir: a stage with Params takes them in a public constructor: explicit MyStage(const Params& params)");
  static_assert(kHasParams || std::is_abstract_v<S> || kIsMade<S>,
                "weir: a stage without Params has a public constructor without arguments; what its users set is a public struct Params");
  if constexpr (requires { &S::describe; })
    static_assert(DescribesStage<S>,
                  "weir: describe is a public static member: static void describe(weir::Description<Params>& d), or of "
                  "weir::NoParams for a stage without Params");
}

template <class S>
Description<typename ParamsOf<S>::type> description_of() {
  check_params<S>();
  Description<typename ParamsOf<S>::type> description;
  if constexpr (DescribesStage<S>) S::describe(description);
  return description;
}

/// A stage class that says which columns its rows have.
template <class S>
concept PlansColumns = requires(const typename ParamsOf<S>::type& params, const Columns& in, const ErrorScope& errors) {
  { S::columns(params, in, errors) } -> std::same_as<std::optional<Columns>>;
};
template <class S>
inline constexpr bool kTakesColumns = std::constructible_from<S, const typename ParamsOf<S>::type&, const Columns&>;
/// And which columns come out.
template <class S>
inline constexpr bool kTakesBothColumns = std::constructible_from<S, const typename ParamsOf<S>::type&, const Columns&, const Columns&>;

/// A stage class whose params stand for more files to read than they name.
template <class S>
concept FindsFiles = requires(const typename ParamsOf<S>::type& params) {
  { S::files(params) } -> std::same_as<std::vector<std::string>>;
};

/// A stage class whose params name outputs.
template <class S>
concept NamesOutputs = requires(const typename ParamsOf<S>::type& params) {
  { S::outputs(params) } -> std::same_as<std::vector<PlacedText>>;
};

/// Whether it has to.
template <class S>
inline constexpr bool kOutputsNeedNames = [] {
  if constexpr (IsSink<S>)
    return false;
  else
    return kOutputsByParams<typename S::AllOutputs>;
}();

/// What the replicas of a stage class share, made of its params, and of the columns that come and go where it takes them.
template <SharesState S>
std::shared_ptr<typename S::Shared> make_shared_state(const typename ParamsOf<S>::type& params,
                                                      [[maybe_unused]] const Columns& columns = {},
                                                      [[maybe_unused]] const Columns& columns_out = {}) {
  using Shared = typename S::Shared;
  if constexpr (std::constructible_from<Shared, const typename ParamsOf<S>::type&, const Columns&, const Columns&>)
    return std::make_shared<Shared>(params, columns, columns_out);
  else if constexpr (std::constructible_from<Shared, const typename ParamsOf<S>::type&, const Columns&>)
    return std::make_shared<Shared>(params, columns);
  else if constexpr (std::constructible_from<Shared, const typename ParamsOf<S>::type&>)
    return std::make_shared<Shared>(params);
  else
    return std::make_shared<Shared>();
}

/// An instance of a stage class; of one whose replicas share something, the only replica.
template <class S>
std::unique_ptr<S> make_stage(const typename ParamsOf<S>::type& params, [[maybe_unused]] const Columns& columns = {},
                              [[maybe_unused]] const Columns& columns_out = {}) {
  if constexpr (std::is_abstract_v<S> || !kIsMade<S>)
    return nullptr;  // which `check_params` has refused
  else if constexpr (SharesState<S>)
    return std::make_unique<S>(make_shared_state<S>(params, columns, columns_out));
  else if constexpr (kTakesBothColumns<S>)
    return std::make_unique<S>(params, columns, columns_out);
  else if constexpr (kTakesColumns<S>)
    return std::make_unique<S>(params, columns);
  else if constexpr (std::constructible_from<S, const typename ParamsOf<S>::type&>)
    return std::make_unique<S>(params);
  else
    return std::make_unique<S>();
}

template <class U>
inline constexpr bool kHasItemsOut = IsItem<U>;
template <class Main, class... Others>
inline constexpr bool kHasItemsOut<Outputs<Main, Others...>> = IsItem<Main> && (IsItem<typename Others::Item> && ...);

template <class T>
inline constexpr bool kHasItemsOut<OutputsByParams<T>> = IsItem<T>;

/// Whether the items of a stage can travel.
template <class S>
constexpr bool kHasItems = [] {
  bool has = true;
  if constexpr (!IsSource<S>) has = has && IsItem<typename S::In>;
  if constexpr (!IsSink<S>) has = has && kHasItemsOut<typename S::AllOutputs>;
  return has;
}();

}  // namespace detail

}  // namespace weir
#pragma GCC visibility pop
