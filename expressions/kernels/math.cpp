// Functions of numbers. One whose argument it is not defined for is null, as in SQLite.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "functions.hpp"
#include "kernels/map.hpp"

namespace weir::expressions {
namespace {

using Int = std::int64_t;

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Of a function of floats: what is not a number is null.
template <double (*kFunction)(double)>
void real_function(const Call& call) {
  map<double, double>(call, [](double x) { return kFunction(x); });
  null_where_nan(call);
}

double natural_logarithm(double x) {
  return x > 0 ? std::log(x) : kUndefined;
}
double decimal_logarithm(double x) {
  return x > 0 ? std::log10(x) : kUndefined;
}
double square_root(double x) {
  return std::sqrt(x);
}
double exponential(double x) {
  return std::exp(x);
}

void power(const Call& call) {
  map<double, double, double>(call, [](double x, double y) { return std::pow(x, y); });
  null_where_nan(call);
}

// Half away from 0, as SQLite adds a half and cuts off. Floats that large are whole.
double rounded(double x) {
  constexpr double kWhole = 4503599627370496.0;  // 2⁵²
  return std::abs(x) > kWhole ? x : std::trunc(x + std::copysign(0.5, x)) + 0.0;
}

// To so many decimals, of which the exact value of the float decides; half away from 0. A float has as many decimals as bits behind the
// point, so it is half where it has no more than one decimal too many, and that is a 5. The decimal before that is a 2 or a 7, since all of
// them together are a multiple of 25, so to round up carries nothing.
double rounded_to(double x, int decimals) {
  std::array<char, 400> digits;  // the largest float has 309 before the point
  const auto print = [&digits, x](int precision) {
    return std::to_chars(digits.data(), digits.data() + digits.size(), std::abs(x), std::chars_format::fixed, precision).ptr;
  };
  const double scaled = std::ldexp(x, decimals + 1);
  char* end = print(decimals + 1);
  if (std::trunc(scaled) == scaled && end[-1] == '5')
    ++*(--end - 1);
  else
    end = print(decimals);
  double result = 0;
  std::from_chars(digits.data(), end, result);
  return std::copysign(result, x);
}

void round_to(const Call& call) {
  map<double, double, Int>(call, [](double x, Int decimals) {
    if (decimals <= 0) return rounded(x);
    return std::isfinite(x) ? rounded_to(x, static_cast<int>(std::min<Int>(decimals, 30))) : x;
  });
}

void absolute_int(const Call& call) {
  map_or_fail<Int, Int>(call, [](Int x, Int& beyond) {
    const Int absolute = x < 0 ? static_cast<Int>(-static_cast<std::uint64_t>(x)) : x;
    beyond |= absolute;
    return absolute;
  });
}

template <ColumnValue T>
void sign(const Call& call) {
  map<Int, T>(call, [](T x) { return Int{x > 0} - Int{x < 0}; });
}

void same_int(const Call& call) {
  map<Int, Int>(call, [](Int x) { return x; });
}

}  // namespace

void add_math(FunctionList& functions) {
  using enum ColumnType;
  const auto add = [&](std::string_view name, std::vector<ColumnType> parameters, ColumnType result, Kernel kernel,
                       std::string_view failure = {}) {
    functions.push_back({.name = name, .parameters = std::move(parameters), .result = result, .kernel = kernel, .failure = failure});
  };
  add("abs", {integer}, integer, absolute_int, "is too large for an int");
  add("abs", {floating}, floating, [](const Call& call) { map<double, double>(call, [](double x) { return std::abs(x); }); });
  add("sign", {integer}, integer, sign<Int>);
  add("sign", {floating}, integer, sign<double>);
  add("floor", {integer}, integer, same_int);
  add("floor", {floating}, floating, [](const Call& call) { map<double, double>(call, [](double x) { return std::floor(x); }); });
  add("ceil", {integer}, integer, same_int);
  add("ceil", {floating}, floating, [](const Call& call) { map<double, double>(call, [](double x) { return std::ceil(x); }); });
  add("round", {floating}, floating, [](const Call& call) { map<double, double>(call, rounded); });
  add("round", {floating, integer}, floating, round_to);
  add("sqrt", {floating}, floating, real_function<square_root>);
  add("exp", {floating}, floating, real_function<exponential>);
  add("ln", {floating}, floating, real_function<natural_logarithm>);
  add("log10", {floating}, floating, real_function<decimal_logarithm>);
  add("power", {floating, floating}, floating, power);
}

}  // namespace weir::expressions
