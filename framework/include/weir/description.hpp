#pragma once

// What a stage class says about its params, in its `static void describe(weir::Description<Params>& d)`: for authors of stages.
// A description belongs to the thread that makes it; the rules that it holds may be called by any thread, several at once.

#include <algorithm>
#include <concepts>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <weir/detail/no_hook.hpp>
#include <weir/detail/param_map.hpp>
#include <weir/detail/param_rule.hpp>
#include <weir/detail/param_type.hpp>
#include <weir/param.hpp>
#include <weir/stage_memory.hpp>

#pragma GCC visibility push(default)
namespace weir {

namespace detail {
template <class T>
void check_nested(const T& value, const ErrorScope& errors);
}

/// What a kind says about itself, for the reading and checking of files, `weir kinds NAME`, the JSON Schema and the docs.
///
/// Types of params: whole numbers of every width, floating point, bool, `std::string`, `std::filesystem::path`, `std::chrono` durations
/// (`5ms`; a value that the type cannot hold exactly is an error), `weir::Size`, `weir::PlacedText`, an enum (with a `choices` overload), a
/// nested struct (with a `describe` overload for `Description<Nested>`), `std::vector` and `std::optional` of all these, maps with keys of
/// the user's own (a `std::vector` of pairs, `std::string` or `weir::PlacedText` first), a `std::variant` of a scalar, a list, a map.
template <class Params>
class Description {
 public:
  /// One sentence, shown in lists of kinds.
  Description& summary(std::string text) {
    info_.summary = std::move(text);
    return *this;
  }
  /// What a user should know beyond the summary: any number of paragraphs.
  Description& details(std::string text) {
    info_.details = std::move(text);
    return *this;
  }
  /// A few lines of YAML that run as they are: the `stages` entry only.
  Description& example(std::string yaml) {
    info_.example = std::move(yaml);
    return *this;
  }
  /// The kind works only as one instance, because it merges or owns a file. `replicas` above 1 is an error.
  Description& single_replica() {
    info_.single_replica = true;
    return *this;
  }
  /// The stage relies on the order of its input, because it computes differences or writes a sorted file. It works only as one instance,
  /// and a plan in which the stages above may change that order is an error: several replicas that are not ordered, or merged inputs.
  Description& needs_order() {
    info_.needs_order = true;
    return single_replica();
  }
  /// The stage pushes its items in an order of its own, whatever the order of its input, because it sorts or adds everything up. A stage
  /// after it that needs order does not depend on what comes before it.
  Description& makes_order() {
    info_.makes_order = true;
    return *this;
  }
  /// A call of the stage that threw may be made again, with the same items or some of them: nothing that it did then counts, or it does not
  /// matter that it is done twice. So an item that is at fault can be found among others, and `on_error: {retry: N}` is allowed.
  Description& repeatable() {
    info_.repeatable = true;
    return *this;
  }
  /// The stage is a `Sink<AnyItem>` that prints its items: a stage above it whose items have no columns is an error.
  Description& needs_columns() {
    info_.needs_columns = true;
    return *this;
  }
  /// The batch size when the file leaves it to weir, such as 1 for large items. Requires: `items` is at least 1.
  Description& preferred_batch_size(std::size_t items) {
    info_.preferred_batch_size = items;
    return *this;
  }

  /// What a stage takes of memory, by its params: for the bound that `weir check` prints. Requires: any number of threads may call
  /// `of_params` at once.
  Description& memory(std::function<StageMemory(const Params&)> of_params) {
    memory_ = std::move(of_params);
    return *this;
  }

  /// Declares a param. Its default is what a default-constructed `Params` holds. `doc` completes "KEY: …" and states the unit.
  /// The field may be one of a base of `Params`, which several kinds then share. Requires: no other param of the kind has that name.
  template <class T, class Owner>
  requires std::derived_from<Params, Owner> Param<Params, T> param(std::string name, T Owner::*owned, std::string doc) {
    T Params::*const field = owned;
    constexpr bool kKnown = detail::ParamType<T>::kKnown;
    static_assert(kKnown || !std::is_enum_v<detail::RangeOf<T>>,
                  "weir: a param of an enum needs the names of its values: a function weir::Choices<E> choices(E) beside the enum");
    static_assert(
        kKnown || std::is_enum_v<detail::RangeOf<T>>,
        "weir: a param is a number, a bool, a std::string, a std::filesystem::path, a std::chrono::duration, a weir::Size, an enum, a "
        "struct with a function void describe(weir::Description<T>&) beside it, or a std::vector or std::optional of these");
    auto& info = info_.params.emplace_back(std::make_unique<ParamInfo>());
    info->name = std::move(name);
    info->doc = std::move(doc);
    if constexpr (kKnown) {
      info->shape = detail::ParamType<T>::shape();
      info->default_text = detail::ParamType<T>::format(Params{}.*field);
      readers_.push_back([field, info](const Value& value, Params& params, const ErrorScope& errors) {
        detail::ParamType<T>::read(value, params.*field, errors, info->shape);
      });
      checkers_.push_back([field, key = info->name](const Params& params, const ErrorScope& errors) {
        detail::check_nested(params.*field, errors.key(key));
      });
    }
    return Param<Params, T>(*info, rules_, field);
  }

  /// Adds a rule over several params. `test` returns what is wrong (a `Problem` or its text), or nothing. The error points at the param
  /// `name`. Requires: any number of threads may call `test` at once.
  Description& check(std::string name, std::function<std::optional<Problem>(const Params&)> test) {
    rules_.push_back({std::move(name), std::move(test), true});
    return *this;
  }

  /// Reads a map into `params` and reports what is wrong to `errors`. Limits are checked for the params that could be read, rules over
  /// several params only when all could.
  void read(const Value& value, Params& params, const ErrorScope& errors) const {
    const auto found = detail::match_members(value, info_.params, errors);
    std::set<std::string> unread;
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      const std::string& name = info_.params[i]->name;
      const std::size_t before = errors.list().size();
      if (found[i] != nullptr) readers_[i](*found[i], params, errors.key(name));
      const bool missing = found[i] == nullptr && info_.params[i]->required;
      if (missing || errors.list().size() != before) unread.insert(name);
    }
    for (const auto& rule : rules_) {
      if (rule.over_several ? !unread.empty() : unread.contains(rule.param)) continue;
      if (auto wrong = detail::broken(rule, params)) detail::report_rule(value, rule.param, std::move(*wrong), errors);
    }
  }

  /// Checks params that were made in code against the same rules.
  void check_values(const Params& params, const ErrorScope& errors) const {
    for (const auto& checker : checkers_) checker(params, errors);
    for (const auto& rule : rules_) {
      if (auto wrong = detail::broken(rule, params)) detail::report_rule(Value(), rule.param, std::move(*wrong), errors);
    }
  }

  [[nodiscard]] const KindInfo& info() const noexcept { return info_; }  ///< all that has been declared
  /// What a stage with these params takes of memory.
  [[nodiscard]] StageMemory memory_of(const Params& params) const { return memory_ ? memory_(params) : StageMemory(); }

 private:
  KindInfo info_;
  std::vector<std::function<void(const Value&, Params&, const ErrorScope&)>> readers_;
  std::vector<std::function<void(const Params&, const ErrorScope&)>> checkers_;  // check the rules inside nested structs
  std::vector<detail::Rule<Params>> rules_;
  std::function<StageMemory(const Params&)> memory_;
};

namespace detail {

namespace no_hook {
template <class T>
Nothing describe(Description<T>& d);
template <class T>
concept ChosenForParams = requires(Description<T>& d) {
  { describe(d) } -> std::same_as<Nothing>;
};
}  // namespace no_hook

template <class T>
concept DescribesParams = std::is_class_v<T> && !no_hook::ChosenForParams<T>;

/// A nested struct: anything with a `describe(Description<T>&)` overload.
template <class T>
struct ParamType {
  static constexpr bool kKnown = DescribesParams<T>;
  static Description<T> description() {
    Description<T> d;
    describe(d);
    return d;
  }
  static ParamShape shape() {
    ParamShape shape;
    shape.form = ParamShape::Form::structure;
    shape.members = description().info().params;
    return shape;
  }
  static std::string format(const T&) { return ""; }
  static void read(const Value& value, T& target, const ErrorScope& errors, const ParamShape& = {}) {
    if (expect_map(value, errors)) description().read(value, target, errors);
  }
};

template <class T>
void check_nested(const T& value, const ErrorScope& errors) {
  if constexpr (DescribesParams<RangeOf<T>>) {
    all_of(value, [&errors](const RangeOf<T>& nested) {
      ParamType<RangeOf<T>>::description().check_values(nested, errors);
      return true;
    });
  }
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
