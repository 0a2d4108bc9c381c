#include "diagnostics/stage_label.hpp"

#include <fmt/format.h>

#include "diagnostics/shown.hpp"

namespace weir::diagnostics {

std::string stage_label(const std::optional<std::string>& name, std::size_t index) {
  return name ? fmt::format("stage '{}'", shown(*name)) : fmt::format("stage {}", index + 1);
}

}  // namespace weir::diagnostics
