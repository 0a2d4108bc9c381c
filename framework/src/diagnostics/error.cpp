#include <utility>

#include <fmt/format.h>

#include <weir/config.hpp>
#include <weir/error.hpp>

#include "diagnostics/render_in_order.hpp"
#include "diagnostics/what_of.hpp"

namespace weir {

using diagnostics::render_in_order;
using diagnostics::sort;
using diagnostics::what_of;

ConfigError::ConfigError(std::vector<Diagnostic> diagnostics, std::span<const ConfigText> texts)
    : Error(render_in_order(sort(diagnostics), texts)), diagnostics_(std::move(diagnostics)) {}

StageError::StageError(std::string stage, std::size_t replica, std::exception_ptr cause)
    : Error(fmt::format("stage '{}', replica {}: {}", stage, replica, what_of(cause))),
      stage_(std::move(stage)),
      replica_(replica),
      cause_(std::move(cause)) {}

}  // namespace weir
