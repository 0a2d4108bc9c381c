#pragma once

#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>

#include <weir/error.hpp>

#pragma GCC visibility push(default)
namespace weir {
namespace detail {

/// What params have to be, beyond what each may be.
template <class Params>
struct Rule {
  std::string param;
  std::function<std::optional<Problem>(const Params&)> test;
  bool over_several = false;  ///< looks at more params than the one it points at
};

/// What is wrong by a rule, if anything is. A test is the author's own code: one that throws found something wrong.
template <class Params>
std::optional<Problem> broken(const Rule<Params>& rule, const Params& params) {
  try {
    return rule.test(params);
  } catch (const std::bad_alloc&) {
    throw;  // nothing that is wrong with the params
  } catch (const std::exception& error) {
    return std::string("cannot be checked: ") + error.what();
  } catch (...) {
    return "cannot be checked: its check threw something that is not a std::exception";
  }
}

}  // namespace detail
}  // namespace weir
#pragma GCC visibility pop
