#pragma once

#include "scalar.hpp"

namespace weir::expressions {

/// An int as a float or the other way round; null where the other type does not have that number, and for all else.
[[nodiscard]] Scalar same_number(const Scalar& number) noexcept;

}  // namespace weir::expressions
