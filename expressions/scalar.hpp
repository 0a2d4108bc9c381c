#pragma once

#include <cstdint>
#include <string_view>
#include <variant>

#include <weir/column_values.hpp>

namespace weir::expressions {

/// One value: a literal, or what a part of an expression without columns comes to. `monostate` is null.
using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string_view, Time>;

[[nodiscard]] inline bool is_null(const Scalar& scalar) noexcept {
  return std::holds_alternative<std::monostate>(scalar);
}

/// Calls `call` with a value of the C++ type of a column: `with_type(type, [&]<class T>() { … })`.
template <class Call>
decltype(auto) with_type(ColumnType type, Call&& call) {
  switch (type) {
    case ColumnType::boolean:
      return call.template operator()<bool>();
    case ColumnType::integer:
      return call.template operator()<std::int64_t>();
    case ColumnType::floating:
      return call.template operator()<double>();
    case ColumnType::text:
      return call.template operator()<std::string_view>();
    case ColumnType::time:
      break;
  }
  return call.template operator()<Time>();
}

}  // namespace weir::expressions
