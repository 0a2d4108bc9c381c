// = <> < <= > >= and `is`, for all types.

#include <cstdint>
#include <functional>
#include <string_view>

#include "functions.hpp"
#include "kernels/compare_floats.hpp"
#include "kernels/map.hpp"
#include "kernels/null_words.hpp"
#include "kernels/numbers.hpp"

namespace weir::expressions {
namespace {

// Operators of one type are the language's own, which the compiler vectorises.
template <class A, class B, class Op>
bool holds(const A& a, const B& b, Op op) {
  if constexpr (std::same_as<A, B>)
    return op(a, b);
  else if constexpr (std::same_as<A, std::int64_t>)
    return op(compare(a, b), 0.0);
  else
    return op(0.0, compare(b, a));
}

template <class A, class B, class Op>
void compare_all(const Call& call) {
  if constexpr (std::same_as<A, double> && std::same_as<B, double>) {
    if (call[1].constant) return compare_floats(call[0].as<double>(), *call[1].as<double>(), call.out.values<bool>(), call.rows, Op());
  }
  map<bool, A, B>(call, [](const A& a, const B& b) { return holds(a, b, Op()); });
}

// Null-safe equality: where both are null it is true, where one is, false. Never null.
template <class A, class B, bool kEqual>
void is_same(const Call& call) {
  compare_all<A, B, std::equal_to<>>(call);
  bool* const out = call.out.values<bool>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    const bool a_null = call[0].is_null(row), b_null = call[1].is_null(row);
    const bool same = a_null || b_null ? a_null && b_null : out[row];
    out[row] = same == kEqual;
  }
  fail_where_any_failed(call);
}

template <class A, class B>
void add_pair(FunctionList& functions) {
  const auto add = [&](std::string_view name, Kernel kernel, bool strict) {
    functions.push_back(
        {.name = name, .parameters = {kColumnType<A>, kColumnType<B>}, .result = ColumnType::boolean, .kernel = kernel, .strict = strict});
  };
  add("=", compare_all<A, B, std::equal_to<>>, true);
  add("<>", compare_all<A, B, std::not_equal_to<>>, true);
  add("<", compare_all<A, B, std::less<>>, true);
  add("<=", compare_all<A, B, std::less_equal<>>, true);
  add(">", compare_all<A, B, std::greater<>>, true);
  add(">=", compare_all<A, B, std::greater_equal<>>, true);
  add("is", is_same<A, B, true>, false);
  add("is not", is_same<A, B, false>, false);
}

}  // namespace

void add_comparison(FunctionList& functions) {
  add_pair<bool, bool>(functions);
  add_pair<std::int64_t, std::int64_t>(functions);
  add_pair<double, double>(functions);
  add_pair<std::int64_t, double>(functions);
  add_pair<double, std::int64_t>(functions);
  add_pair<std::string_view, std::string_view>(functions);
  add_pair<Time, Time>(functions);
}

}  // namespace weir::expressions
