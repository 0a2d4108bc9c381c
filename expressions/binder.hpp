#pragma once

#include <memory>
#include <string_view>

#include <weir/columns.hpp>

#include "program.hpp"

namespace weir::expressions {

/// Looks up the names of an expression and gives everything a type. Throws `ExpressionError` with all that does not fit.
[[nodiscard]] std::shared_ptr<const Program> bind(std::string_view text, const Columns& columns);

}  // namespace weir::expressions
