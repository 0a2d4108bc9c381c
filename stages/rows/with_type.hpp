#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include <weir/columns.hpp>

namespace weir::stages {

/// Calls `f` with a value, which means nothing, of the C++ type that a column of that type holds, and returns what it returns.
template <class F>
auto with_type(ColumnType type, F f) {
  switch (type) {
    case ColumnType::boolean:
      return f(bool{});
    case ColumnType::integer:
      return f(std::int64_t{});
    case ColumnType::floating:
      return f(double{});
    case ColumnType::text:
      return f(std::string_view{});
    case ColumnType::time:
      break;
  }
  return f(Time{});
}

}  // namespace weir::stages
