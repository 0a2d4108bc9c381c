#pragma once

#include <string>

#include <weir/report.hpp>

namespace weir::cli {

/// Where the items of a run went, in one line: `300 read = 297 written + 3 rejected`. Empty when nothing was read.
[[nodiscard]] std::string balance_text(const RunReport& report);

}  // namespace weir::cli
