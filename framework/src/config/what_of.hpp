#pragma once

#include <exception>
#include <string>

namespace weir {

/// What an exception says, whatever its type.
[[nodiscard]] std::string what_of(const std::exception_ptr& cause);

}  // namespace weir
