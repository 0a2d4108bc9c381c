// Functions that choose one of their arguments, row by row: case, iif, coalesce, nullif, min and max.

#include "kernels/choice.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "functions.hpp"
#include "kernels/map.hpp"
#include "kernels/null_words.hpp"

namespace weir::expressions {

void Choice::look_at(std::size_t argument) {
  for (const Failure failure : call_[argument].failures) {
    if (!is_open(failure.row)) continue;
    taken_[failure.row] = kFailed;
    call_.out.take_over(failure);
  }
}

void Choice::take_over_failures() {
  for (std::size_t argument = 0; argument < call_.arguments.size(); ++argument) {
    for (const Failure failure : call_[argument].failures) {
      if (taken_[failure.row] == argument) call_.out.take_over(failure);
    }
  }
}

namespace {

// condition, value, condition, value, …, other value
template <ColumnValue T>
void choose_case(const Call& call) {
  Choice choice(call);
  const std::size_t other = call.arguments.size() - 1;
  for (std::size_t condition = 0; condition < other; condition += 2) {
    choice.look_at(condition);
    const Vector& vector = call[condition];
    const Reader<bool> holds(vector);
    for (std::size_t row = 0; row < call.rows; ++row) {
      if (choice.is_open(row) && holds[row] && !vector.is_null(row)) choice.take(row, condition + 1);
    }
  }
  for (std::size_t row = 0; row < call.rows; ++row) {
    if (choice.is_open(row)) choice.take(row, other);
  }
  choice.write<T>();
}

template <ColumnValue T>
void coalesce(const Call& call) {
  Choice choice(call);
  const std::size_t last = call.arguments.size() - 1;
  for (std::size_t argument = 0; argument <= last; ++argument) {
    choice.look_at(argument);
    for (std::size_t row = 0; row < call.rows; ++row) {
      if (choice.is_open(row) && (argument == last || !call[argument].is_null(row))) choice.take(row, argument);
    }
  }
  choice.write<T>();
}

// The first argument, but null where it equals the second.
template <ColumnValue T>
void null_if(const Call& call) {
  const Reader<T> a(call[0]), b(call[1]);
  T* const out = call.out.values<T>();
  for (std::size_t row = 0; row < call.rows; ++row) {
    out[row] = a[row];
    if (call[0].is_null(row) || (!call[1].is_null(row) && a[row] == b[row])) call.out.set_null(row);
  }
  fail_where_any_failed(call);
}

template <ColumnValue T, bool kLeast>
void extreme(const Call& call) {
  T* const out = call.out.values<T>();
  const Reader<T> first(call[0]);
  for (std::size_t row = 0; row < call.rows; ++row) out[row] = first[row];
  for (const Vector& vector : call.arguments.subspan(1)) {
    const Reader<T> next(vector);
    for (std::size_t row = 0; row < call.rows; ++row) out[row] = kLeast ? std::min(out[row], next[row]) : std::max(out[row], next[row]);
  }
}

template <ColumnValue T>
void add_choices_of(FunctionList& functions) {
  constexpr auto kType = kColumnType<T>;
  functions.push_back({.name = "case", .parameters = {kType}, .result = kType, .kernel = choose_case<T>, .strict = false});
  functions.push_back(
      {.name = "iif", .parameters = {ColumnType::boolean, kType, kType}, .result = kType, .kernel = choose_case<T>, .strict = false});
  functions.push_back(
      {.name = "coalesce", .parameters = {kType, kType}, .result = kType, .kernel = coalesce<T>, .strict = false, .variadic = true});
  functions.push_back({.name = "nullif", .parameters = {kType, kType}, .result = kType, .kernel = null_if<T>, .strict = false});
  functions.push_back({.name = "min", .parameters = {kType, kType}, .result = kType, .kernel = extreme<T, true>, .variadic = true});
  functions.push_back({.name = "max", .parameters = {kType, kType}, .result = kType, .kernel = extreme<T, false>, .variadic = true});
}

}  // namespace

void add_choices(FunctionList& functions) {
  add_choices_of<std::int64_t>(functions);
  add_choices_of<double>(functions);
  add_choices_of<std::string_view>(functions);
  add_choices_of<bool>(functions);
  add_choices_of<Time>(functions);
}

}  // namespace weir::expressions
