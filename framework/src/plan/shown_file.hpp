#pragma once

#include <string>

#include <weir/plan.hpp>

namespace weir::plan {

/// A file as messages have it: `'out.csv'`, `the standard output`.
[[nodiscard]] std::string shown_file(const PlannedFile& file);

/// `, line 4`; of an override `, --set out.params.path=x.csv`; nothing of what was set in code.
[[nodiscard]] std::string line_of(Position position, const PipelineConfig& config);

}  // namespace weir::plan
