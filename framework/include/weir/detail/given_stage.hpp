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
#include <weir/detail/require_stage.hpp>
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
concept MakesStage = IsStage<std::remove_cv_t<typename MadeBy<G>::result>>;
template <class G>
concept MakesPointer = IsStage<typename Pointee<std::remove_cv_t<typename MadeBy<G>::result>>::type>;
template <class G>
concept GivesStage = IsStage<G> || MakesStage<G> || MakesPointer<G>;

template <class P>
concept PointerToStage = requires(const P& p) {
  requires IsStage<std::remove_cvref_t<decltype(*p)>>;
};
template <class P>
concept ReferenceToStage = IsStage<std::remove_cvref_t<P>> || requires {
  requires IsStage<typename P::type>;
};

/// A pointer or a reference to a stage, or a function that returns one: a stage that exists already.
template <class G>
concept PointsToStage = !GivesStage<G> && (PointerToStage<G> || ReferenceToStage<G> || PointerToStage<typename MadeBy<G>::result> ||
                                           ReferenceToStage<typename MadeBy<G>::result>);

template <class G>
constexpr auto require_no_pointer() {
  static_assert(!PointsToStage<G>,
                "weir: a pointer or a reference to one stage cannot serve every replica and run: give a function that makes a stage, as in "
                "[] { return std::make_unique<MyStage>(); }");
}

/// A stage that is given in code, not one of a registered kind.
template <class G>
concept NotAKind = !std::same_as<std::remove_cvref_t<G>, Kind>;

template <class G>
auto stage_given_by() {
  if constexpr (IsStage<G>)
    return std::type_identity<G>();
  else if constexpr (MakesStage<G>)
    return std::type_identity<std::remove_cv_t<typename MadeBy<G>::result>>();
  else
    return std::type_identity<typename Pointee<std::remove_cv_t<typename MadeBy<G>::result>>::type>();
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
    return [one = std::make_shared<OnlyOne<S>>(std::move(given))] { return one->take(); };
  } else {
    constexpr bool kMakesMany = std::copy_constructible<G> && std::invocable<const G&>;
    static_assert(kMakesMany,
                  "weir: a function that makes a stage is called for every replica and run, so it can be copied and is not mutable");
    if constexpr (!kMakesMany)
      return nullptr;
    else if constexpr (MakesStage<G>)
      return [given = std::move(given)] { return std::unique_ptr<S>(new S(given())); };
    else
      return given;
  }
}

/// A kind for a stage that was given in code. It has no params: the object has them already.
template <IsStage S>
Kind given_kind(std::function<std::unique_ptr<S>()> make) {
  static_assert(!kOutputsNeedNames<S>, "weir: a stage whose params name outputs is made of its kind: Registry::add, and the kind's name");
  using Params = typename ParamsOf<S>::type;
  Description<Params> description;
  if constexpr (DescribesStage<S>) S::describe(description);
  KindInfo info = description.info();
  info.params.clear();
  Kind kind{demangled(typeid(S).name()), role_of<S>(), in_type_of<S>(), out_type_of<S>(), std::move(info), {}};
  kind.named_outputs = named_outputs_of<S>();
  kind.waits_for_input = kWaitsForInput<S>;
  kind.bind = [make = std::move(make)](const Value&, const ErrorScope&) { return StageFactory::of<S>(make); };
  // Where params have a say in it, it is not known which the object has.
  if constexpr (PlansColumns<S> && std::same_as<Params, NoParams>)
    kind.columns = [](const Value&, const Columns& in, const ErrorScope& errors) { return S::columns(NoParams(), in, errors); };
  return kind;
}

/// A kind for a stage that was given in code: as an object of class `G`, or as a function of it.
template <GivesStage G, class Given>
auto kind_given_by(Given&& given) {
  constexpr bool kMoves = !IsStage<G> || std::move_constructible<G>;
  constexpr bool kIsHandedOver = !IsStage<G> || !kMoves || std::constructible_from<G, Given>;
  static_assert(kMoves, "weir: a stage that cannot be moved is given as a function that makes it: [] { return MyStage(); }");
  static_assert(kIsHandedOver,
                "weir: a stage that is given as an object is handed over: pass std::move(stage), or a function that makes it");
  require_callable<StageGivenBy<G>>();
  if constexpr (kMoves && kIsHandedOver && kIsCallable<StageGivenBy<G>>)
    return given_kind<StageGivenBy<G>>(maker_of<G>(std::forward<Given>(given)));
  else
    return Kind{};
}

/// A kind for a stage `S` that is made of one function, of which every replica has a copy.
template <IsStage S, class F>
Kind function_kind(F f, const char* name) {
  require_copyable_function<F>();
  Kind kind{};
  if constexpr (std::copy_constructible<F>) kind = given_kind<S>([f = std::move(f)] { return std::make_unique<S>(f); });
  kind.name = name;
  kind.info.repeatable = true;
  return kind;
}

/// Holds when a stage that takes `Taken` may read a stream of `Given`.
template <class Given, class Taken>
constexpr auto check_item_type() {
  static_assert(std::same_as<Given, Taken> || std::same_as<Taken, AnyItem>,
                "weir: the stage takes items of another type than the stream has; the two types are Given and Taken");
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
