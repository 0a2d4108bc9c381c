#pragma once

// Several outputs of one stage: how they are declared, as the second argument of a role.
// Types only; nothing here has an object.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {

/// A text as a template argument.
template <std::size_t N>
struct FixedText {
  char text[N]{};
  consteval FixedText(const char (&literal)[N]) {  // NOLINT(google-explicit-constructor): a literal is one
    std::copy_n(literal, N, text);
  }
  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text, N - 1}; }
  template <std::size_t M>
  constexpr bool operator==(const FixedText<M>& other) const noexcept {
    return view() == other.view();
  }
};

}  // namespace detail

/// An output with a name, one of `Outputs`. A name is made of lower-case letters, digits and `_`, with a letter first.
template <detail::FixedText Name, class T>
struct Named {
  using Item = T;                                         ///< the items that it takes
  static constexpr std::string_view kName = Name.view();  ///< as a file writes it, after the stage's name and a dot
};

/// The outputs of a stage that has several: the main one, which the bare name of the stage means, and others with a name.
///
///     class Split : public weir::Transform<Order, weir::Outputs<Order, weir::Named<"big", Order>>> {
///       void process(std::span<Order> orders, weir::Output<AllOutputs>& out) override {
///         for (Order& order : orders) {
///           if (order.amount > 1000) out.to<"big">().push(std::move(order));
///           else out.push(std::move(order));
///         }
///       }
///     };
///
/// A file reads them with `inputs: [split]` and `inputs: [split.big]`. Each has queues of its own: the stage is called when every output
/// that something reads has room, and what is pushed to one that nobody reads is dropped.
template <class Main, class... Others>
struct Outputs {};

/// The outputs of a stage that has a main one and any number of others of the same type, whose names are in its params.
///
///     class Deal : public weir::Transform<Order, weir::OutputsByParams<Order>> {
///       static std::vector<weir::PlacedText> outputs(const Params& params) { return params.names; }
///       void process(std::span<Order> orders, weir::Output<AllOutputs>& out) override {
///         for (Order& order : orders) out.to(order.shop % names_).push(std::move(order));
///       }
///     };
///
/// A stage with `names: [north, south]` is then read by `inputs: [deal.north]`. It runs in a pipeline; the test kit does not take it.
template <class T>
struct OutputsByParams {};

namespace detail {

template <class U>
struct OutputsTraits {
  using Main = U;
  static constexpr std::size_t kOthers = 0;
};
template <class M, class... Others>
struct OutputsTraits<Outputs<M, Others...>> {
  using Main = M;
  static constexpr std::size_t kOthers = sizeof...(Others);
};
template <class T>
struct OutputsTraits<OutputsByParams<T>> {
  using Main = T;
};

template <class U>
inline constexpr bool kOutputsByParams = false;
template <class T>
inline constexpr bool kOutputsByParams<OutputsByParams<T>> = true;

/// The items of the main output of a role's `Out`: that itself, or that of `Outputs`.
template <class U>
using MainOf = typename OutputsTraits<U>::Main;

constexpr bool is_output_name(std::string_view name) noexcept {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  return !name.empty() && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(), [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

/// The place of a name in a list, or the length of the list.
template <class... Others>
constexpr std::size_t place_of_output(std::string_view name) noexcept {
  std::size_t place = 0;
  const bool found = ((Others::kName == name || (++place, false)) || ...);
  return found ? place : sizeof...(Others);
}

template <std::size_t Place, class... Others>
using NthOf = std::tuple_element_t<Place, std::tuple<Others...>>;

template <class... Others>
constexpr bool names_are_good() noexcept {
  std::size_t place = 0;
  return ((is_output_name(Others::kName) && place_of_output<Others...>(Others::kName) == place++) && ...);
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
