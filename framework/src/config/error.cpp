#include <utility>

#include <fmt/format.h>

#include <weir/error.hpp>

#include "config/what_of.hpp"

namespace weir {

StageError::StageError(std::string stage, std::size_t replica, std::exception_ptr cause)
    : Error(fmt::format("stage '{}', replica {}: {}", stage, replica, what_of(cause))),
      stage_(std::move(stage)),
      replica_(replica),
      cause_(std::move(cause)) {}

}  // namespace weir
