#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "function.hpp"

namespace weir::expressions {

// Loops over whole arrays, which the compiler vectorises where it can.

/// out[i] = f(a[i]).
template <ColumnValue Result, ColumnValue A, class F>
void map(const Call& call, F f) {
  Result* __restrict const out = call.out.values<Result>();
  const A* const a = call[0].as<A>();
  for (std::size_t i = 0; i < call.rows; ++i) out[i] = f(a[i]);
}

/// out[i] = f(a[i], b[i]), with a loop of its own for each argument that is constant.
template <ColumnValue Result, ColumnValue A, ColumnValue B, class F>
void map(const Call& call, F f) {
  Result* __restrict const out = call.out.values<Result>();
  const A* const a = call[0].as<A>();
  const B* const b = call[1].as<B>();
  const std::size_t rows = call.rows;
  if (call[1].constant) {
    const B right = *b;
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(a[i], right);
  } else if (call[0].constant) {
    const A left = *a;
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(left, b[i]);
  } else {
    for (std::size_t i = 0; i < rows; ++i) out[i] = f(a[i], b[i]);
  }
}

/// Calls `f(row)` for each row that is not null.
template <class F>
void for_each_value(const Call& call, F f) {
  for (std::size_t row = 0; row < call.rows; ++row) {
    if (!call.out.is_null(row)) f(row);
  }
}

/// out[i] = f(a[i], beyond), where `f` sets the highest bit of the int `beyond` where the row has to fail, so the loop needs no branch.
/// Only where there is such a row, which is rare, another loop finds out which.
template <ColumnValue Result, ColumnValue A, class F>
void map_or_fail(const Call& call, F f) {
  std::int64_t beyond = 0;
  map<Result, A>(call, [&](A a) { return f(a, beyond); });
  if (beyond >= 0) return;
  const Reader<A> a(call[0]);
  for_each_value(call, [&](std::size_t row) {
    std::int64_t own = 0;
    static_cast<void>(f(a[row], own));
    if (own < 0) call.out.fail(row);
  });
}
template <ColumnValue Result, ColumnValue A, ColumnValue B, class F>
void map_or_fail(const Call& call, F f) {
  std::int64_t beyond = 0;
  map<Result, A, B>(call, [&](A a, B b) { return f(a, b, beyond); });
  if (beyond >= 0) return;
  const Reader<A> a(call[0]);
  const Reader<B> b(call[1]);
  for_each_value(call, [&](std::size_t row) {
    std::int64_t own = 0;
    static_cast<void>(f(a[row], b[row], own));
    if (own < 0) call.out.fail(row);
  });
}

/// Of floats that were computed, those that are not a number become null.
void null_where_nan(const Call& call);

}  // namespace weir::expressions
