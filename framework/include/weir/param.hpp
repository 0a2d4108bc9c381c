#pragma once

// What a param may be: `Description::param` returns it, for authors of stages. A description and its params belong to the thread that makes
// them.

#include <algorithm>
#include <concepts>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weir/detail/param_rule.hpp>
#include <weir/detail/param_type.hpp>

#pragma GCC visibility push(default)
namespace weir {

template <class Params>
class Description;

/// Says what a param's values may be. Returned by `Description::param`; each call adds a rule. Requires: its description still exists.
template <class Params, class T>
class Param {
 public:
  using Number = detail::RangeOf<T>;  ///< the type of its limits

  /// The param has no default: leaving it out is an error.
  Param& required() {
    info_->required = true;
    return *this;
  }
  /// Smallest value; for a list or an optional, of each value in it.
  Param& at_least(Number low) {
    const std::string text = detail::ParamType<Number>::format(low);
    leaf_->at_least = text;
    return rule([low](const Number& n) { return !(n < low); }, [text](const std::string& n) { return detail::too_small(n, text); });
  }
  /// Largest value.
  Param& at_most(Number high) {
    const std::string text = detail::ParamType<Number>::format(high);
    leaf_->at_most = text;
    return rule([high](const Number& n) { return !(high < n); }, [text](const std::string& n) { return detail::too_large(n, text); });
  }
  Param& range(Number low, Number high) { return at_least(low).at_most(high); }  ///< both ends included
  /// The only values allowed; for a list or an optional, of each value in it.
  Param& one_of(std::vector<Number> allowed) {
    for (const Number& value : allowed) leaf_->choices.push_back(detail::ParamType<Number>::format(value));
    return rule([allowed](const Number& n) { return std::find(allowed.begin(), allowed.end(), n) != allowed.end(); },
                [texts = leaf_->choices](const std::string& n) { return detail::not_one_of(n, texts); });
  }
  /// The param names a file that the stage reads, or several; `-` stands for the standard input. The plan makes sure that nothing else in
  /// the pipeline reads the standard input.
  Param& reads_file() {
    info_->file_use = FileUse::read;
    return *this;
  }
  /// The param names a file that the stage writes; `-` stands for the standard output. The plan makes sure that nothing else in the
  /// pipeline writes there.
  Param& writes_file() {
    info_->file_use = FileUse::written;
    return *this;
  }
  /// Of a file that the stage writes: its replicas write to it together. Otherwise several are an error.
  Param& shared_by_replicas() {
    info_->shared_by_replicas = true;
    return *this;
  }
  /// A list must hold something, a string must not be empty.
  Param& not_empty() {
    info_->shape.not_empty = true;
    const auto field = field_;
    rules_->push_back({info_->name, [field](const Params& params) -> std::optional<Problem> {
                         if (!detail::is_empty(params.*field)) return std::nullopt;
                         return "must not be empty";
                       }});
    return *this;
  }

 private:
  friend class Description<Params>;
  Param(ParamInfo& info, std::vector<detail::Rule<Params>>& rules, T Params::*field)
      : info_(&info), leaf_(&info.shape), rules_(&rules), field_(field) {
    while (leaf_->element != nullptr) leaf_ = leaf_->element.get();
  }

  // `test` returns whether a value is valid, `wrong` describes what is wrong with the text of one that is not.
  template <class Test, class Wrong>
  Param& rule(Test test, Wrong wrong) {
    const auto field = field_;
    rules_->push_back({info_->name, [field, test = std::move(test), wrong = std::move(wrong)](const Params& params) {
                         std::optional<Problem> problem;
                         detail::all_of(params.*field, [&](const Number& value) {
                           if (test(value)) return true;
                           problem = wrong(detail::ParamType<Number>::format(value));
                           return false;
                         });
                         return problem;
                       }});
    return *this;
  }

  ParamInfo* info_;
  ParamShape* leaf_;  // the shape of one value; of a list, that of its elements
  std::vector<detail::Rule<Params>>* rules_;
  T Params::*field_;
};

}  // namespace weir
#pragma GCC visibility pop
