#pragma once

#include <weir/plan.hpp>

namespace weir::cli {

/// Whether a stage of the plan writes to the terminal behind `descriptor`, by whatever name: `-`, `/dev/stdout`, `/dev/tty`, the device
/// itself. False when `descriptor` is not a terminal.
[[nodiscard]] bool writes_to_terminal(const Plan& plan, int descriptor);

}  // namespace weir::cli
