// + - * / % and the sign.

#include <cmath>
#include <cstdint>
#include <limits>

#include "functions.hpp"
#include "kernels/map.hpp"
#include "kernels/numbers.hpp"

namespace weir::expressions {
namespace {

using Int = std::int64_t;

constexpr std::string_view kTooLarge = "is too large for an int";

// The lowest 64 bits of the sum, difference or product. The highest bit of `beyond` is set when an int has no room for all of it
// (Warren, "Hacker's Delight", 2-13): the loop needs no branch.
struct Sum {
  static Int of(Int a, Int b, Int& beyond) {
    const auto sum = static_cast<Int>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
    beyond |= (a ^ sum) & (b ^ sum);
    return sum;
  }
};
struct Difference {
  static Int of(Int a, Int b, Int& beyond) {
    const auto difference = static_cast<Int>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
    beyond |= (a ^ b) & (a ^ difference);
    return difference;
  }
};
struct Product {
  static Int of(Int a, Int b, Int& beyond) {
    Int product = 0;
    beyond |= __builtin_mul_overflow(a, b, &product) ? Int{-1} : Int{0};
    return product;
  }
};

template <class Operation>
void checked_ints(const Call& call) {
  map_or_fail<Int, Int, Int>(call, [](Int a, Int b, Int& beyond) { return Operation::of(a, b, beyond); });
}

template <class F>
void floats(const Call& call, F f) {
  map<double, double, double>(call, f);
  null_where_nan(call);
}

void add_floats(const Call& call) {
  floats(call, [](double a, double b) { return a + b; });
}

void subtract_floats(const Call& call) {
  floats(call, [](double a, double b) { return a - b; });
}

void multiply_floats(const Call& call) {
  floats(call, [](double a, double b) { return a * b; });
}

// A division by 0 is null.
void divide_floats(const Call& call) {
  floats(call, [](double a, double b) { return b == 0 ? std::numeric_limits<double>::quiet_NaN() : a / b; });
}

// Calls f(a, b) where b is not 0; the others are null.
template <ColumnValue Result, ColumnValue A, ColumnValue B, class F>
void divide(const Call& call, F f) {
  const Reader<A> a(call[0]);
  const Reader<B> b(call[1]);
  Result* const out = call.out.values<Result>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    const Int divisor = to_int_clamped(b[row]);
    out[row] = divisor == 0 ? Result(0) : f(row, to_int_clamped(a[row]), divisor);
    if (divisor == 0) call.out.set_null(row);
  }
}

void divide_ints(const Call& call) {
  divide<Int, Int, Int>(call, [&call](std::size_t row, Int a, Int b) {
    const bool beyond = a == std::numeric_limits<Int>::min() && b == -1;
    if (beyond && !call.out.is_null(row)) call.out.fail(row);
    return beyond ? a : a / b;
  });
}

// The remainder of whole parts, with the sign of the dividend.
template <ColumnValue A, ColumnValue B>
void remainder(const Call& call) {
  using Result = std::conditional_t<std::same_as<A, Int> && std::same_as<B, Int>, Int, double>;
  divide<Result, A, B>(call, [](std::size_t, Int a, Int b) { return static_cast<Result>(b == -1 ? 0 : a % b); });
}

void negate_ints(const Call& call) {
  map_or_fail<Int, Int>(call, [](Int a, Int& beyond) { return Difference::of(0, a, beyond); });
}

void negate_floats(const Call& call) {
  map<double, double>(call, [](double a) { return 0.0 - a; });  // of 0, not -0.0
}

template <ColumnValue A, ColumnValue B>
Function remainder_of() {
  const bool ints = std::same_as<A, Int> && std::same_as<B, Int>;
  return {.name = "%",
          .parameters = {kColumnType<A>, kColumnType<B>},
          .result = ints ? ColumnType::integer : ColumnType::floating,
          .kernel = remainder<A, B>};
}

}  // namespace

void add_arithmetic(FunctionList& functions) {
  constexpr auto kInt = ColumnType::integer, kFloat = ColumnType::floating;
  const auto ints = [&](std::string_view name, Kernel kernel) {
    functions.push_back({.name = name, .parameters = {kInt, kInt}, .result = kInt, .kernel = kernel, .failure = kTooLarge});
  };
  const auto floats = [&](std::string_view name, Kernel kernel) {
    functions.push_back({.name = name, .parameters = {kFloat, kFloat}, .result = kFloat, .kernel = kernel});
  };
  ints("+", checked_ints<Sum>);
  ints("-", checked_ints<Difference>);
  ints("*", checked_ints<Product>);
  ints("/", divide_ints);
  floats("+", add_floats);
  floats("-", subtract_floats);
  floats("*", multiply_floats);
  floats("/", divide_floats);
  functions.insert(functions.end(),
                   {remainder_of<Int, Int>(), remainder_of<Int, double>(), remainder_of<double, Int>(), remainder_of<double, double>()});
  functions.push_back({.name = "-", .parameters = {kInt}, .result = kInt, .kernel = negate_ints, .failure = kTooLarge});
  functions.push_back({.name = "-", .parameters = {kFloat}, .result = kFloat, .kernel = negate_floats});
  functions.push_back({.name = "+", .parameters = {kInt}, .result = kInt, .kernel = [](const Call& call) {
                         map<Int, Int>(call, [](Int a) { return a; });
                       }});
  functions.push_back({.name = "+", .parameters = {kFloat}, .result = kFloat, .kernel = [](const Call& call) {
                         map<double, double>(call, [](double a) { return a; });
                       }});
}

}  // namespace weir::expressions
