#pragma once

#include <atomic>
#include <concepts>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include <weir/detail/callable_stage.hpp>
#include <weir/error.hpp>
#include <weir/registry.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

// How a stage of a pipeline in code may be given: as an object, or as a function that makes one, by value or in a `std::unique_ptr`.

template <class G>
struct MadeBy {};
template <std::invocable G>
struct MadeBy<G> {
  using result = std::invoke_result_t<G&>;
};

template <class P>
struct Pointee {};
template <class S>
struct Pointee<std::unique_ptr<S>> {
  using type = S;
};

template <class G>
concept MakesStage = IsStage<typename MadeBy<G>::result>;
template <class G>
concept MakesPointer = IsStage<typename Pointee<typename MadeBy<G>::result>::type>;
template <class G>
concept GivesStage = IsStage<G> || MakesStage<G> || MakesPointer<G>;

/// A stage that is given in code, not one of a registered kind.
template <class G>
concept NotAKind = !std::same_as<G, Kind>;

template <class G>
auto stage_given_by() {
  if constexpr (IsStage<G>)
    return std::type_identity<G>();
  else if constexpr (MakesStage<G>)
    return std::type_identity<typename MadeBy<G>::result>();
  else
    return std::type_identity<typename Pointee<typename MadeBy<G>::result>::type>();
}
/// The stage class.
template <GivesStage G>
using StageGivenBy = typename decltype(stage_given_by<G>())::type;

/// A stage that was given as an object: it serves once.
template <class S>
class OnlyOne {
 public:
  explicit OnlyOne(S&& stage) : stage_(std::make_unique<S>(std::move(stage))) {}
  std::unique_ptr<S> take() {
    if (taken_.exchange(true))
      throw Error("it was given as an object, which serves one run; to run again, give a function that makes it: [] { return MyStage(); }");
    return std::move(stage_);
  }

 private:
  std::unique_ptr<S> stage_;
  std::atomic<bool> taken_{false};
};

template <class G>
std::function<std::unique_ptr<StageGivenBy<G>>()> maker_of(G given) {
  using S = StageGivenBy<G>;
  if constexpr (IsStage<G>) {
    static_assert(std::move_constructible<S>,
                  "weir: a stage that cannot be moved is given as a function that makes it: [] { return MyStage(); }");
    return [one = std::make_shared<OnlyOne<S>>(std::move(given))] { return one->take(); };
  } else {
    static_assert(std::copy_constructible<G> && std::invocable<const G&>,
                  "weir: a function that makes a stage is called for every replica and run, so it can be copied and is not mutable");
    if constexpr (MakesStage<G>)
      return [given = std::move(given)] { return std::unique_ptr<S>(new S(given())); };
    else
      return given;
  }
}

/// A kind for a stage that was given in code. It has no params: the object has them already.
template <IsStage S>
Kind given_kind(std::function<std::unique_ptr<S>()> make) {
  using Params = typename ParamsOf<S>::type;
  Description<Params> description;
  if constexpr (DescribesStage<S>) S::describe(description);
  KindInfo info = description.info();
  info.params.clear();
  Kind kind{demangled(typeid(S).name()), role_of<S>(), in_type_of<S>(), out_type_of<S>(), std::move(info), {}};
  kind.bind = [make = std::move(make)](const Value&, const ErrorScope&) { return StageFactory::of<S>(make); };
  return kind;
}

/// A kind for a stage `S` that is made of one function, of which every replica has a copy.
template <IsStage S, class F>
Kind function_kind(F f, const char* name) {
  static_assert(std::copy_constructible<F>,
                "weir: the function is copied for every replica and run, so it can hold only what can be copied");
  Kind kind = given_kind<S>([f = std::move(f)] { return std::make_unique<S>(f); });
  kind.name = name;
  return kind;
}

/// Holds when a stage that takes `Taken` may read a stream of `Given`.
template <class Given, class Taken>
constexpr void check_item_type() {
  static_assert(std::same_as<Given, Taken> || std::same_as<Taken, AnyItem>,
                "weir: the stage takes items of another type than the stream has; the two types are Given and Taken");
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
