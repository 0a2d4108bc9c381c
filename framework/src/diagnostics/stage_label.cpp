#include "diagnostics/stage_label.hpp"

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::diagnostics {

std::string stage_label(std::string_view name, std::size_t index) {
  return name.empty() ? fmt::format("stage {}", index + 1) : fmt::format("stage '{}'", shown(name));
}

}  // namespace weir::diagnostics
