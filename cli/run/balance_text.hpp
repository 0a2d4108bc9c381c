#pragma once

#include <string>

#include <weir/report.hpp>

namespace weir::cli {

/// Where the items of a run went, in one line: `300 read = 297 written + 3 rejected`, and where their rows went, if they have any. Empty
/// when nothing was read, and that adds up.
[[nodiscard]] std::string balance_text(const RunReport& report);

}  // namespace weir::cli
