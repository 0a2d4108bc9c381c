#pragma once

namespace weir::python {

/// `x * x + sin(x) * cos(x)`, rounded at each step, as Python computes it.
[[nodiscard]] double item_value(double x) noexcept;

/// `((x * 2) + 10) ** 2` of a float, as Python computes it.
[[nodiscard]] double step_value(double x) noexcept;

}  // namespace weir::python
