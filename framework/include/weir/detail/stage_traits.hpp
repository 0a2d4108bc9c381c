#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <weir/detail/rejects.hpp>
#include <weir/item.hpp>
#include <weir/outputs.hpp>
#include <weir/role.hpp>
#include <weir/stage.hpp>

// What the compiler knows of a stage class: its role, and the types of its items.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

template <class S>
concept HasIn = requires {
  typename S::In;
};
template <class S>
concept HasOut = requires {
  typename S::Out;
  typename S::AllOutputs;
};
template <class S>
concept IsSource = HasOut<S> && std::derived_from<S, Source<typename S::AllOutputs>>;
template <class S>
concept IsTransform = HasIn<S> && HasOut<S> && std::derived_from<S, Transform<typename S::In, typename S::AllOutputs>>;
template <class S>
concept IsExpander = HasIn<S> && HasOut<S> && std::derived_from<S, Expander<typename S::In, typename S::AllOutputs>>;
template <class S>
concept IsSink = HasIn<S> && std::derived_from<S, Sink<typename S::In>>;
template <class S>
concept HasRole = IsSource<S> || IsTransform<S> || IsExpander<S> || IsSink<S>;
template <class S>
concept IsStage = HasRole<S> && std::derived_from<S, StageBase>;  // of two roles it would derive from two bases

/// The role of a stage class, and its item types: null when it has none.
template <IsStage S>
constexpr Role role_of() {
  if constexpr (IsSource<S>)
    return Role::source;
  else if constexpr (IsTransform<S>)
    return Role::transform;
  else if constexpr (IsExpander<S>)
    return Role::expander;
  else
    return Role::sink;
}

template <IsStage S>
const ItemType* in_type_of() {
  if constexpr (IsSource<S>)
    return nullptr;
  else
    return &item_type<typename S::In>();
}

template <IsStage S>
const ItemType* out_type_of() {
  if constexpr (IsSink<S>)
    return nullptr;
  else
    return &item_type<typename S::Out>();
}

/// The outputs beside the main one.
template <class U>
struct NamedOutputsOf {
  static std::vector<NamedOutput> list() { return {}; }
  static constexpr bool has(std::string_view) { return false; }
};
template <class Main, class... Others>
struct NamedOutputsOf<Outputs<Main, Others...>> {
  static std::vector<NamedOutput> list() { return {NamedOutput{std::string(Others::kName), &item_type<typename Others::Item>()}...}; }
  static constexpr bool has(std::string_view name) { return place_of_output<Others...>(name) < sizeof...(Others); }
};

/// Those that a stage class declares, and the output for what it rejects.
template <IsStage S>
std::vector<NamedOutput> named_outputs_of() {
  std::vector<NamedOutput> outputs;
  if constexpr (!IsSink<S>) outputs = NamedOutputsOf<typename S::AllOutputs>::list();
  if constexpr (!IsSource<S>) {
    if constexpr (!IsSink<S>)
      static_assert(!NamedOutputsOf<typename S::AllOutputs>::has(kRejected),
                    "weir: each stage that takes items has an output 'rejected' already: call reject, and give this one another name");
    if constexpr (kCanBeRejected<typename S::In>) outputs.push_back({kRejected, &item_type<Rejected<typename S::In>>()});
  }
  return outputs;
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
