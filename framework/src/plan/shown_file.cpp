#include "plan/shown_file.hpp"

#include <fmt/format.h>

#include <weir/config.hpp>

#include "diagnostics/shown.hpp"

namespace weir::plan {

using diagnostics::shown;

std::string shown_file(const PlannedFile& file) {
  if (file.path == "-") return file.use == FileUse::written ? "the standard output" : "the standard input";
  return fmt::format("'{}'", shown(file.path));
}

std::string line_of(Position position, const PipelineConfig& config) {
  if (!position.known()) return "";
  return position.text == 0 ? fmt::format(", line {}", position.line) : fmt::format(", {}", shown(config.texts[position.text].name));
}

}  // namespace weir::plan
