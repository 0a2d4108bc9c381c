#pragma once

#include <concepts>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include <weir/detail/any_stage.hpp>
#include <weir/error.hpp>
#include <weir/stage.hpp>
#include <weir/stopping.hpp>

/// Stages made of one function, for `Registry` and for pipelines in code. Every replica has a copy of the function of its own, so one that
/// keeps state needs no lock, and sees only the items of its replica.
#pragma GCC visibility push(default)
namespace weir {
namespace detail {

// The one call of a function: what it takes, as it is declared. Nothing for what is generic, overloaded, or takes more or less than one.
template <class F>
struct CallOf {};
template <class R, class A, bool kNoexcept>
struct CallOf<R (*)(A) noexcept(kNoexcept)> {
  using Argument = A;
  using Result = R;
};
template <class C, class R, class A, bool kNoexcept>
struct CallOf<R (C::*)(A) noexcept(kNoexcept)> : CallOf<R (*)(A)> {};
template <class C, class R, class A, bool kNoexcept>
struct CallOf<R (C::*)(A) const noexcept(kNoexcept)> : CallOf<R (*)(A)> {};
template <class C, class R, class A, bool kNoexcept>
struct CallOf<R (C::*)(A)& noexcept(kNoexcept)> : CallOf<R (*)(A)> {};
template <class C, class R, class A, bool kNoexcept>
struct CallOf<R (C::*)(A) const& noexcept(kNoexcept)> : CallOf<R (*)(A)> {};
template <class F>
concept HasOneCall = requires {
  &F::operator();
};
template <HasOneCall F>
struct CallOf<F> : CallOf<decltype(&F::operator())> {};

template <class F>
concept HasOneArgument = requires {
  typename CallOf<F>::Argument;
};
template <class F>
concept TakesOneItem = HasOneArgument<F> && std::invocable<F&, typename CallOf<F>::Argument>;

/// Takes a `Stopping`, because it waits.
template <class F>
concept TakesStopping = HasOneArgument<F> && std::same_as<std::remove_cvref_t<typename CallOf<F>::Argument>, Stopping>;

template <class F>
struct NextOf {};
template <TakesStopping F>
struct NextOf<F> {
  using Result = typename CallOf<F>::Result;
};
template <std::invocable F>
struct NextOf<F> {
  using Result = std::invoke_result_t<F&>;
};

template <class F>
using ItemOf = std::remove_cvref_t<typename CallOf<F>::Argument>;
template <class F>
using ConstItemOf = const ItemOf<F>&;
template <class F>
using MappedOf = std::remove_cvref_t<typename CallOf<F>::Result>;

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// The result of a function that can be made into an item: a value becomes it in place, and what a reference is to is copied or moved.
template <class R>
concept IsItemFrom = !std::is_reference_v<R> || (std::is_rvalue_reference_v<R> && std::constructible_from<std::remove_cvref_t<R>, R>) ||
                     IsCopyableItem<std::remove_cvref_t<R>>;

// What the functions of the four must be. `F` is a function that ...

/// ... changes items.
template <class F>
concept ReturnsSomething = TakesOneItem<F> && !std::is_void_v<typename CallOf<F>::Result>;
template <class F>
concept IsMap = ReturnsSomething<F> && IsItemFrom<typename CallOf<F>::Result>;
/// ... looks at items.
template <class F>
concept LooksAtItem = TakesOneItem<F> && std::invocable<std::add_lvalue_reference_t<F>, ConstItemOf<F>>;
/// ... looks at items, and tells which pass.
template <class F>
concept IsFilter = LooksAtItem<F> &&(std::same_as<bool, MappedOf<F>> || std::same_as<Pass, MappedOf<F>>);
/// ... takes items.
template <class F>
concept IsEach = TakesOneItem<F>;
/// ... returns the next item, or `std::nullopt`.
template <class F>
concept IsNextItem = IsOptional<std::remove_cvref_t<typename NextOf<F>::Result>>::value && IsItemFrom<typename NextOf<F>::Result>;
template <IsNextItem F>
using NextItemOf = typename std::remove_cvref_t<typename NextOf<F>::Result>::value_type;

// Each is a compile error that says what to write instead when the function will not do. To be followed by `if constexpr (IsMap<F>)` and
// the like, so that this error is the only one. Their result is `auto` so that the compiler looks into them at once, and this error is the
// first one, too.

template <class F>
constexpr auto require_one_item() {
  static_assert(TakesOneItem<F>,
                "weir: this needs a function of exactly one item, of a type that can be seen: write the type, as in [](double x) { ... }; "
                "put a lambda with a type around a generic lambda (auto), an overloaded function or a member function");
}

template <class F>
constexpr auto require_map() {
  require_one_item<F>();
  static_assert(!TakesOneItem<F> || ReturnsSomething<F>,
                "weir: the function of a map returns nothing: return the new item; for a function that ends the stream, use sink");
  static_assert(!ReturnsSomething<F> || IsMap<F>,
                "weir: the function of a map returns a reference to what cannot be copied: return the item itself, as in "
                "[](Frame f) -> Frame { ... }");
}

template <class F>
constexpr auto require_filter() {
  require_one_item<F>();
  if constexpr (TakesOneItem<F>) {
    static_assert(LooksAtItem<F>,
                  "weir: the predicate of a filter only looks at an item: take it as const T&, as in [](const Frame& f) { ... }");
    static_assert(!LooksAtItem<F> || IsFilter<F>,
                  "weir: the predicate of a filter returns a bool: true for the items that pass (or a weir::Pass, when it can have had "
                  "enough); to change items, use map");
  }
}

template <class F>
constexpr auto require_next_item() {
  static_assert(std::invocable<F&> || TakesStopping<F>,
                "weir: the function of a source takes nothing, as in []() -> std::optional<double> { ... }");
  static_assert(!(std::invocable<F&> || TakesStopping<F>) || IsNextItem<F>,
                "weir: the function of a source returns a std::optional of the next item, as in []() -> std::optional<double> { ... }, and "
                "std::nullopt at the end of the stream");
}

template <class F>
constexpr auto require_copyable_function() {
  static_assert(std::copy_constructible<F>,
                "weir: the function is copied for each replica of each run, so all that it captures must be copyable: hold what is not in "
                "a std::shared_ptr");
}

/// A transform that pushes `f(item)` for each item. `f` takes `T`, `T&&`, `const T&` or `T&`.
template <class F>
class MapStage final : public Transform<ItemOf<F>, MappedOf<F>> {
 public:
  explicit MapStage(F f) : f_(std::move(f)) {}
  void process(std::span<ItemOf<F>> items, Output<MappedOf<F>>& out) override {
    for (auto& item : items)
      out.push_made([&]() -> decltype(auto) { return std::invoke(f_, static_cast<typename CallOf<F>::Argument&&>(item)); });
  }

 private:
  F f_;
};

/// A transform that passes on the items for which `f` is true, or says so as a `Pass`. It moves them.
template <class F>
class FilterStage final : public Transform<ItemOf<F>, ItemOf<F>> {
 public:
  explicit FilterStage(F f) : f_(std::move(f)) {}
  void process(std::span<ItemOf<F>> items, Output<ItemOf<F>>& out) override {
    for (auto& item : items) {
      const Pass pass = look_at(item);
      if (pass == Pass::yes || pass == Pass::last) out.push(std::move(item));
      if (pass == Pass::yes || pass == Pass::no) continue;
      this->enough();
      return;
    }
  }

 private:
  Pass look_at(const ItemOf<F>& item) {
    if constexpr (std::same_as<Pass, MappedOf<F>>)
      return std::invoke(f_, item);
    else
      return std::invoke(f_, item) ? Pass::yes : Pass::no;
  }

  F f_;
};

/// A sink that calls `f(item)` with each item. What it returns is ignored, but for `Next::done`: it has had enough. `f` takes `T`, `T&&`,
/// `const T&` or `T&`.
template <class F>
class EachStage final : public Sink<ItemOf<F>> {
 public:
  explicit EachStage(F f) : f_(std::move(f)) {}
  void consume(std::span<ItemOf<F>> items) override {
    for (auto& item : items) {
      if (!goes_on(item)) return this->enough();
    }
  }

 private:
  bool goes_on(ItemOf<F>& item) {
    if constexpr (std::same_as<Next, MappedOf<F>>) {
      const Next next = std::invoke(f_, static_cast<typename CallOf<F>::Argument&&>(item));
      if (next == Next::wait)
        throw Error("the function of a sink returned Next::wait; only a class that derives from weir::Waits can wait");
      return next == Next::again;
    } else {
      static_cast<void>(std::invoke(f_, static_cast<typename CallOf<F>::Argument&&>(item)));
      return true;
    }
  }

  F f_;
};

/// A source whose next item is `f()`, or `f(stopping)`, until that is `std::nullopt`.
template <class F>
class NextItemStage final : public Source<NextItemOf<F>> {
 public:
  using Item = NextItemOf<F>;

  explicit NextItemStage(F f) : f_(std::move(f)) {}
  Next produce(Output<Item>& out) override {
    next_.clear();
    std::optional<Item>& item = next_.add([&]() -> decltype(auto) { return next(*out.writers_); });
    if (!item) return Next::done;
    out.push(std::move(*item));
    next_.clear();
    return Next::again;
  }

 private:
  decltype(auto) next(EdgeWriters& writers) {
    const Lending lending(writers);
    if constexpr (TakesStopping<F>)
      return std::invoke(f_, Stopping(writers));
    else
      return std::invoke(f_);
  }

  F f_;
  Row<std::optional<Item>> next_;  // one at most, which is here and not on the stack because it may be large
};

// Each item is one call of the function. One that takes it by `const T&` leaves it as it was.
template <class F>
inline constexpr bool kIsOneByOne<MapStage<F>> = true;
template <class F>
inline constexpr bool kIsOneByOne<FilterStage<F>> = true;
template <class F>
inline constexpr bool kIsOneByOne<EachStage<F>> = true;
template <class F>
inline constexpr bool kKeepsItems<MapStage<F>> = std::same_as<typename CallOf<F>::Argument, ConstItemOf<F>>;
template <class F>
inline constexpr bool kKeepsItems<FilterStage<F>> = true;
template <class F>
inline constexpr bool kKeepsItems<EachStage<F>> = std::same_as<typename CallOf<F>::Argument, ConstItemOf<F>>;

/// The function may wait for something outside, and what came before is sent on meanwhile.
template <class F>
inline constexpr bool kLendsWriters<NextItemStage<F>> = true;

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
