#pragma once

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
#include <weir/detail/any_stage.hpp>

namespace weir {

namespace detail {

/// Makes one replica's instance. Called once a replica, on the thread that starts the run. `in` is the item type that will arrive.
using StageFactory = std::function<std::unique_ptr<AnyStage>(const ItemType* in)>;

struct NoParams {};

template <class S>
struct ParamsOf {
  using type = NoParams;
};
template <class S>
requires requires {
  typename S::Params;
}
struct ParamsOf<S> {
  using type = typename S::Params;
};

}  // namespace detail

/// A registered implementation of a stage, such as `words.count`.
struct Kind {
  std::string name;
  Role role;
  const ItemType* in;          ///< null for a source; `item_type<AnyItem>()` when any type will do
  const ItemType* out;         ///< null for a sink
  bool needs_columns = false;  ///< takes any type that can be printed
  KindInfo info;

  /// Reads params and gives the factory of instances, or nothing when there were errors.
  std::function<detail::StageFactory(const Value& params, std::vector<Diagnostic>& errors)> bind;
};

/// The kinds that a file may name. A plain object: make one, add to it, hand it to a `Pipeline`. Not thread-safe while kinds are being
/// added.
class Registry {
 public:
  /// Adds a stage class under a name. Role and item types are deduced from the class. `S` has a constructor from `const S::Params&` and a
  /// `static void describe(weir::Description<Params>&)`; or, with no params, a default constructor and, if it likes, `describe(Description<
  /// NoParams>&)`. Throws `Error` when the name is taken or is not lower-case words with dots.
  template <detail::IsStage S>
  void add(std::string name) {
    using Params = typename detail::ParamsOf<S>::type;
    Description<Params> description;
    if constexpr (requires { S::describe(description); }) S::describe(description);
    Kind kind{std::move(name), detail::role_of<S>(), detail::in_type_of<S>(), detail::out_type_of<S>(), false, description.info(), {}};
    if constexpr (requires { S::kNeedsColumns; }) kind.needs_columns = S::kNeedsColumns;
    kind.bind = [description](const Value& value, std::vector<Diagnostic>& errors) -> detail::StageFactory {
      Params params{};
      const std::size_t before = errors.size();
      description.read(value, params, errors);
      if (errors.size() != before) return nullptr;
      return [params](const ItemType* in) { return detail::adapt(make<S>(params), in); };
    };
    add(std::move(kind));
  }

  /// Adds a transform that gives `f(item)` for each item. `f` is copied for each replica.
  template <class F>
  void map(std::string name, F f, std::string summary = "");

  /// Adds a kind that was described by hand.
  void add(Kind kind);

  /// The kind of that name, or null. The pointer stays valid while the registry lives.
  [[nodiscard]] const Kind* find(std::string_view name) const noexcept;
  /// All kinds by name.
  [[nodiscard]] std::vector<const Kind*> kinds() const;

 private:
  template <class S, class Params>
  static std::unique_ptr<S> make(const Params& params) {
    if constexpr (std::constructible_from<S, const Params&>)
      return std::make_unique<S>(params);
    else
      return std::make_unique<S>();
  }

  std::map<std::string, std::unique_ptr<Kind>, std::less<>> kinds_;
};

namespace detail {

// The one argument of a callable that is not overloaded.
template <class F>
struct ArgumentOf : ArgumentOf<decltype(&F::operator())> {};
template <class R, class A>
struct ArgumentOf<R (*)(A)> {
  using type = std::remove_cvref_t<A>;
};
template <class C, class R, class A>
struct ArgumentOf<R (C::*)(A)> : ArgumentOf<R (*)(A)> {};
template <class C, class R, class A>
struct ArgumentOf<R (C::*)(A) const> : ArgumentOf<R (*)(A)> {};

template <class F>
using MapIn = typename ArgumentOf<F>::type;
template <class F>
using MapOut = std::remove_cvref_t<std::invoke_result_t<F&, MapIn<F>&&>>;

template <class F>
class MapStage final : public Transform<MapIn<F>, MapOut<F>> {
 public:
  explicit MapStage(F f) : f_(std::move(f)) {}
  void process(std::span<MapIn<F>> items, Output<MapOut<F>>& out) override {
    for (auto& item : items) out.push(f_(std::move(item)));
  }

 private:
  F f_;
};

}  // namespace detail

template <class F>
void Registry::map(std::string name, F f, std::string summary) {
  using Stage = detail::MapStage<F>;
  Description<detail::NoParams> description;
  description.summary(std::move(summary));
  Kind kind{std::move(name), Role::transform, detail::in_type_of<Stage>(), detail::out_type_of<Stage>(), false, description.info(), {}};
  kind.bind = [description, f = std::move(f)](const Value& value, std::vector<Diagnostic>& errors) -> detail::StageFactory {
    detail::NoParams params;
    const std::size_t before = errors.size();
    description.read(value, params, errors);
    if (errors.size() != before) return nullptr;
    return [f](const ItemType* in) { return detail::adapt(std::make_unique<Stage>(f), in); };
  };
  add(std::move(kind));
}

}  // namespace weir
